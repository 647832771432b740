#ifndef C_LINUX_SHIMS_H
#define C_LINUX_SHIMS_H

#include <stddef.h>
#include <stdint.h>

// Linux calls whose structs are unions, packed or macros, as plain structs and functions.
// Every function answers what the call answered, or the negated errno.

/// A socket address as its parts. `family` is AF_INET, AF_INET6 or AF_UNIX; `bytes` are in network order,
/// `port` is in host order; a unix address carries its path, NUL-terminated.
struct shim_address {
  int family;
  uint16_t port;
  uint32_t scope;
  uint8_t bytes[16];
  char path[108];
};

/// epoll_event without its union.
struct shim_event {
  uint32_t events;
  uint64_t identity;
};

extern const uint32_t shim_epoll_in, shim_epoll_out, shim_epoll_error, shim_epoll_hangup;

// See epoll_create1(2), epoll_ctl(2), epoll_wait(2), eventfd(2).
int shim_epoll_create(void);
int shim_epoll_add(int epoll, int fd, uint32_t events, uint64_t identity);
int shim_epoll_modify(int epoll, int fd, uint32_t events, uint64_t identity);
int shim_epoll_remove(int epoll, int fd);
int shim_epoll_wait(int epoll, struct shim_event *events, int count, int timeout_ms);
int shim_eventfd(void);

// See socket(2), bind(2), listen(2), accept4(2), connect(2), getsockname(2).
int shim_socket(int family);
int shim_bind(int fd, const struct shim_address *address);
int shim_listen(int fd, int backlog);
int shim_accept(int fd, struct shim_address *peer);
int shim_connect(int fd, const struct shim_address *address);
int shim_local_address(int fd, struct shim_address *address);
int shim_set_reuse_address(int fd);
int shim_set_reuse_port(int fd);
int shim_set_v6_only(int fd);
int shim_set_no_delay(int fd);
/// Makes close(2) send RST. See SO_LINGER in socket(7).
int shim_set_reset_on_close(int fd);
int shim_shutdown_write(int fd);
int shim_fchmod(int fd, uint32_t mode);
/// The errno of a connect(2) that went on in the background. See SO_ERROR in socket(7).
int shim_socket_error(int fd);

/// Bytes written that the peer has not acknowledged yet. See SIOCOUTQ in tcp(7), unix(7).
int shim_unacknowledged(int fd);
/// Bytes that have arrived and were not read yet. See FIONREAD in tcp(7).
int shim_available(int fd);

long shim_read(int fd, void *buffer, size_t count);
long shim_write(int fd, const void *buffer, size_t count);
int shim_close(int fd);

/// Text of an address, in `text` of at least 64 bytes. See inet_ntop(3).
int shim_address_text(const struct shim_address *address, char *text, size_t size);

/// Cores in the process's affinity mask; 0 where it cannot be read. See sched_getaffinity(2).
int shim_usable_cores(void);

/// Names the calling thread; at most 15 bytes are kept. See PR_SET_NAME in prctl(2).
void shim_name_thread(const char *name);

// Signals as bytes in a pipe: the handler of each only writes the signal's number. See signal-safety(7).
/// The read end of the pipe, non-blocking; the signals are handled from now on. Those that were expected and have come
/// are in the pipe already.
int shim_signal_pipe(const int *signals, int count);
/// The signals are handled from now on, and kept for the pipe, which is opened later.
int shim_expect_signals(const int *signals, int count);
/// A signal's byte has been read from the pipe, which holds at most two of each.
void shim_signal_taken(int signal);
void shim_ignore_signal(int signal);
/// The default action again, for what comes after serving.
void shim_default_signal(int signal);

/// Nanoseconds of CLOCK_MONOTONIC when the process was last continued after a stop; the least number where it never
/// was, or nobody asked to count. See SIGCONT in signal(7).
int64_t shim_last_continued_ns(void);
int shim_note_continues(void);

/// Nanoseconds of CLOCK_MONOTONIC_COARSE: a few milliseconds behind at most. See clock_gettime(2).
int64_t shim_monotonic_coarse_ns(void);
/// Nanoseconds of CLOCK_MONOTONIC and CLOCK_REALTIME. See clock_gettime(2).
int64_t shim_monotonic_ns(void);
int64_t shim_realtime_ns(void);

/// Opens /dev/null on each of the descriptors 0 to 2 that is closed, so that no socket ever gets one.
void shim_open_standard_descriptors(void);
/// Raises RLIMIT_NOFILE to its hard limit and answers it. See getrlimit(2).
long shim_raise_descriptor_limit(void);
long shim_descriptor_limit(void);
/// Resident bytes of the process; the file it is read from stays open. See proc_pid_statm(5).
long shim_resident_bytes(void);
/// Bytes of memory of the machine. See sysconf(3).
long shim_physical_bytes(void);
/// See malloc_trim(3).
void shim_trim_memory(void);
/// The beginning of a file, at most `size` bytes: how many there are.
long shim_read_file(const char *path, void *buffer, size_t size);
/// The numerical id of a group, or the negated errno (-ENOENT where there is none). See getgrnam_r(3).
long shim_group_id(const char *name);

// A file's name: what kind it is, and which. See lstat(2), unlink(2), chmod(2), chown(2).
struct shim_file {
  int is_socket;
  uint64_t device, inode;
};
int shim_file_status(const char *path, struct shim_file *file);
int shim_unlink(const char *path);
int shim_chmod(const char *path, uint32_t mode);
int shim_change_group(const char *path, long group);

/// `EMFILE`, and its description; null where the number has none. See strerrorname_np(3).
const char *shim_error_name(int error);
const char *shim_error_text(int error);

#endif
