#ifndef C_LINUX_SHIMS_H
#define C_LINUX_SHIMS_H
#endif
