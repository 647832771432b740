#define _GNU_SOURCE
#include "CLinuxShims.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define ANSWER(call)                                                                                                   \
  ({                                                                                                                   \
    long answer = (call);                                                                                              \
    answer < 0 ? -errno : answer;                                                                                      \
  })

const uint32_t shim_epoll_in = EPOLLIN, shim_epoll_out = EPOLLOUT, shim_epoll_error = EPOLLERR,
               shim_epoll_hangup = EPOLLHUP;

int shim_epoll_create(void) { return ANSWER(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int epoll, int operation, int fd, uint32_t events, uint64_t identity) {
  struct epoll_event event = {.events = events, .data.u64 = identity};
  return ANSWER(epoll_ctl(epoll, operation, fd, &event));
}

int shim_epoll_add(int epoll, int fd, uint32_t events, uint64_t identity) {
  return control(epoll, EPOLL_CTL_ADD, fd, events, identity);
}

int shim_epoll_modify(int epoll, int fd, uint32_t events, uint64_t identity) {
  return control(epoll, EPOLL_CTL_MOD, fd, events, identity);
}

int shim_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0, 0); }

// The three calls of every reply go to the kernel directly. The C library's own are places where a thread can be
// cancelled, which costs two locked instructions each as soon as there are several threads; nobody cancels any here.
static long ask_to_wait(int epoll, struct epoll_event *events, int count, int timeout_ms) {
#ifdef SYS_epoll_wait
  return syscall(SYS_epoll_wait, epoll, events, count, timeout_ms);
#else
  return syscall(SYS_epoll_pwait, epoll, events, count, timeout_ms, NULL, (size_t)8);
#endif
}

int shim_epoll_wait(int epoll, struct shim_event *events, int count, int timeout_ms) {
  struct epoll_event raw[256];
  if (count > 256) count = 256;
  long n = ask_to_wait(epoll, raw, count, timeout_ms);
  if (n < 0) return -errno;
  for (int i = 0; i < n; i++) {
    events[i].events = raw[i].events;
    events[i].identity = raw[i].data.u64;
  }
  return n;
}

int shim_eventfd(void) { return ANSWER(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

// What the kernel wants of an address; 0 where the family is unknown or the path too long.
static socklen_t to_kernel(const struct shim_address *from, struct sockaddr_storage *to) {
  memset(to, 0, sizeof *to);
  to->ss_family = from->family;
  if (from->family == AF_INET) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)to;
    v4->sin_port = htons(from->port);
    memcpy(&v4->sin_addr, from->bytes, 4);
    return sizeof *v4;
  }
  if (from->family == AF_INET6) {
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
    v6->sin6_port = htons(from->port);
    v6->sin6_scope_id = from->scope;
    memcpy(&v6->sin6_addr, from->bytes, 16);
    return sizeof *v6;
  }
  if (from->family == AF_UNIX) {
    struct sockaddr_un *local = (struct sockaddr_un *)to;
    size_t length = strnlen(from->path, sizeof from->path);
    if (length >= sizeof local->sun_path) return 0;
    memcpy(local->sun_path, from->path, length);
    return offsetof(struct sockaddr_un, sun_path) + length + 1;
  }
  return 0;
}

static void from_kernel(const struct sockaddr_storage *from, struct shim_address *to) {
  memset(to, 0, sizeof *to);
  to->family = from->ss_family;
  if (from->ss_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;
    to->port = ntohs(v4->sin_port);
    memcpy(to->bytes, &v4->sin_addr, 4);
  } else if (from->ss_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)from;
    to->port = ntohs(v6->sin6_port);
    to->scope = v6->sin6_scope_id;
    memcpy(to->bytes, &v6->sin6_addr, 16);
  }
}

int shim_socket(int family) { return ANSWER(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

int shim_bind(int fd, const struct shim_address *address) {
  struct sockaddr_storage storage;
  socklen_t length = to_kernel(address, &storage);
  if (length == 0) return -ENAMETOOLONG;
  return ANSWER(bind(fd, (struct sockaddr *)&storage, length));
}

int shim_listen(int fd, int backlog) { return ANSWER(listen(fd, backlog)); }

int shim_accept(int fd, struct shim_address *peer) {
  struct sockaddr_storage storage = {0};
  socklen_t length = sizeof storage;
  int accepted = accept4(fd, (struct sockaddr *)&storage, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (accepted < 0) return -errno;
  from_kernel(&storage, peer);
  return accepted;
}

int shim_connect(int fd, const struct shim_address *address) {
  struct sockaddr_storage storage;
  socklen_t length = to_kernel(address, &storage);
  if (length == 0) return -ENAMETOOLONG;
  return ANSWER(connect(fd, (struct sockaddr *)&storage, length));
}

int shim_local_address(int fd, struct shim_address *address) {
  struct sockaddr_storage storage = {0};
  socklen_t length = sizeof storage;
  if (getsockname(fd, (struct sockaddr *)&storage, &length) < 0) return -errno;
  from_kernel(&storage, address);
  return 0;
}

static int set(int fd, int level, int option, int value) {
  return ANSWER(setsockopt(fd, level, option, &value, sizeof value));
}

int shim_set_reuse_address(int fd) { return set(fd, SOL_SOCKET, SO_REUSEADDR, 1); }
int shim_set_reuse_port(int fd) { return set(fd, SOL_SOCKET, SO_REUSEPORT, 1); }
int shim_set_v6_only(int fd) { return set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1); }
int shim_set_no_delay(int fd) { return set(fd, IPPROTO_TCP, TCP_NODELAY, 1); }

int shim_set_reset_on_close(int fd) {
  struct linger option = {.l_onoff = 1, .l_linger = 0};
  return ANSWER(setsockopt(fd, SOL_SOCKET, SO_LINGER, &option, sizeof option));
}

int shim_shutdown_write(int fd) { return ANSWER(shutdown(fd, SHUT_WR)); }
int shim_fchmod(int fd, uint32_t mode) { return ANSWER(fchmod(fd, mode)); }

int shim_socket_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
  return -error;
}

int shim_unacknowledged(int fd) {
  int bytes = 0;
  if (ioctl(fd, SIOCOUTQ, &bytes) < 0) return -errno;
  return bytes;
}

int shim_available(int fd) {
  int bytes = 0;
  if (ioctl(fd, FIONREAD, &bytes) < 0) return -errno;
  return bytes;
}

long shim_read(int fd, void *buffer, size_t count) { return ANSWER(syscall(SYS_read, fd, buffer, count)); }
long shim_write(int fd, const void *buffer, size_t count) { return ANSWER(syscall(SYS_write, fd, buffer, count)); }
int shim_close(int fd) { return ANSWER(close(fd)); }

int shim_address_text(const struct shim_address *address, char *text, size_t size) {
  if (address->family == AF_UNIX) return snprintf(text, size, "unix");
  if (inet_ntop(address->family, address->bytes, text, size) == NULL) return -errno;
  return strlen(text);
}

int shim_usable_cores(void) {
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) < 0 ? 0 : CPU_COUNT(&cores);
}

void shim_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

static atomic_int signal_pipe = -1;
// Which signals came while there was no pipe.
static atomic_bool signals_early[NSIG];
// How many of each signal are in the pipe.
static atomic_int signals_waiting[NSIG];

static void write_signal(int signal) {
  // A second one may mean something else than the first; a third adds nothing. So a storm of one signal
  // never fills the pipe, and no other is lost.
  if (atomic_load(&signals_waiting[signal]) >= 2) return;
  int saved = errno;
  unsigned char byte = signal;
  if (write(atomic_load(&signal_pipe), &byte, 1) == 1) atomic_fetch_add(&signals_waiting[signal], 1);
  errno = saved;
}

static void write_if_early(int signal) {
  if (atomic_exchange(&signals_early[signal], false)) write_signal(signal);
}

static void note_signal(int signal) {
  if (atomic_load(&signal_pipe) >= 0) return write_signal(signal);
  atomic_store(&signals_early[signal], true);
  // Whoever opened the pipe in between may have looked before that was stored.
  if (atomic_load(&signal_pipe) >= 0) write_if_early(signal);
}

void shim_signal_taken(int number) {
  if (number > 0 && number < NSIG) atomic_fetch_sub(&signals_waiting[number], 1);
}

int shim_expect_signals(const int *signals, int count) {
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  for (int i = 0; i < count; i++) {
    if (sigaction(signals[i], &action, NULL) < 0) return -errno;
  }
  return 0;
}

int shim_signal_pipe(const int *signals, int count) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
  atomic_store(&signal_pipe, ends[1]);
  int answer = shim_expect_signals(signals, count);
  if (answer < 0) return answer;
  for (int i = 0; i < count; i++) write_if_early(signals[i]);
  return ends[0];
}

void shim_ignore_signal(int number) { signal(number, SIG_IGN); }
void shim_default_signal(int number) { signal(number, SIG_DFL); }

static int64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t shim_monotonic_coarse_ns(void) { return nanoseconds(CLOCK_MONOTONIC_COARSE); }

static atomic_llong last_continued = INT64_MIN;

static void note_continue(int signal) {
  (void)signal;
  int saved = errno;
  atomic_store(&last_continued, nanoseconds(CLOCK_MONOTONIC));
  errno = saved;
}

int64_t shim_last_continued_ns(void) { return atomic_load(&last_continued); }

int shim_note_continues(void) {
  struct sigaction action = {.sa_handler = note_continue, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  return ANSWER(sigaction(SIGCONT, &action, NULL));
}

int64_t shim_monotonic_ns(void) { return nanoseconds(CLOCK_MONOTONIC); }
int64_t shim_realtime_ns(void) { return nanoseconds(CLOCK_REALTIME); }

void shim_open_standard_descriptors(void) {
  for (int fd = 0; fd <= 2; fd++) {
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
      // open(2) takes the lowest free number, which is `fd` here.
      (void)!open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
    }
  }
}

static long descriptors(const struct rlimit *limit) {
  return limit->rlim_cur == RLIM_INFINITY ? 1L << 20 : (long)limit->rlim_cur;
}

long shim_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  return descriptors(&limit);
}

long shim_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  return descriptors(&limit);
}

long shim_read_file(const char *path, void *buffer, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  long count = ANSWER(read(fd, buffer, size));
  close(fd);
  return count;
}

// Open from the first look on, so that none is needed when descriptors have run out.
static atomic_int statm = -1;

static int open_statm(void) {
  int fd = atomic_load(&statm);
  if (fd >= 0) return fd;
  fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  int none = -1;
  if (fd < 0 || atomic_compare_exchange_strong(&statm, &none, fd)) return fd;
  close(fd);
  return none;
}

long shim_resident_bytes(void) {
  char text[128];
  int fd = open_statm();
  if (fd < 0) return -errno;
  long count = pread(fd, text, sizeof text - 1, 0);
  if (count < 0) return -errno;
  text[count] = 0;
  char *rest = text;
  strtol(rest, &rest, 10);
  return strtol(rest, &rest, 10) * sysconf(_SC_PAGESIZE);
}

long shim_physical_bytes(void) { return sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE); }
void shim_trim_memory(void) { malloc_trim(0); }

long shim_group_id(const char *name) {
  struct group entry, *found = NULL;
  char buffer[4096];
  int error = getgrnam_r(name, &entry, buffer, sizeof buffer, &found);
  if (error != 0) return -error;
  return found == NULL ? -ENOENT : (long)found->gr_gid;
}

int shim_file_status(const char *path, struct shim_file *file) {
  struct stat status;
  if (lstat(path, &status) < 0) return -errno;
  file->is_socket = S_ISSOCK(status.st_mode);
  file->device = status.st_dev;
  file->inode = status.st_ino;
  return 0;
}

int shim_unlink(const char *path) { return ANSWER(unlink(path)); }
int shim_chmod(const char *path, uint32_t mode) { return ANSWER(chmod(path, mode)); }
int shim_change_group(const char *path, long group) { return ANSWER(lchown(path, (uid_t)-1, (gid_t)group)); }

const char *shim_error_name(int error) { return strerrorname_np(error); }
const char *shim_error_text(int error) { return strerrordesc_np(error); }
