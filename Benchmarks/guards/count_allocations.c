// Counts the allocations of a process from outside: LD_PRELOAD this, and read the count while it runs.
//
// The count is a little-endian 64-bit number at the start of the file named by COUNT_ALLOCATIONS_FILE,
// which must be at least 8 bytes long. malloc, calloc, realloc and aligned allocations count one each.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// glibc's own names: they can be called before the dynamic loader has looked anything up.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Atomic uint64_t unshared;
static _Atomic uint64_t *count = &unshared;

__attribute__((constructor)) static void share(void) {
  const char *path = getenv("COUNT_ALLOCATIONS_FILE");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *page = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (page != MAP_FAILED) count = page;
}

static void one(void) { atomic_fetch_add_explicit(count, 1, memory_order_relaxed); }

void *malloc(size_t n) { return one(), __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return one(), __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { return one(), __libc_realloc(p, n); }
void *memalign(size_t alignment, size_t n) { return one(), __libc_memalign(alignment, n); }
void *aligned_alloc(size_t alignment, size_t n) { return memalign(alignment, n); }

int posix_memalign(void **p, size_t alignment, size_t n) {
  *p = memalign(alignment, n);
  return *p ? 0 : 12;  // ENOMEM
}
