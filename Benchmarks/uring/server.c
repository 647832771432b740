// The reference of the benchmarks by io_uring: the same line server, to see what the ring is worth.
//
//   uring HOST PORT [MODE]     answers every line `x` with `ack:x`; port 0 takes a free one
//
// One thread, one io_uring_enter(2) a turn, which submits everything and waits. Connections arrive by a
// multishot accept. MODE says how bytes come and go:
//
//   inline   multishot recv into provided buffers; a send is an SQE that runs within the submission and
//            says something only where the socket did not take everything (the default)
//   direct   the same, with sockets that are entries of the ring's own table instead of descriptors
//   send     as inline, with a completion for every send
//   write    multishot recv into provided buffers, write(2) at once
//   poll     multishot poll, read(2), write(2): epoll with another name
//
// It keeps the reference's promises: a peer that is owed bytes is not answered, a peer of which more than
// the greatest length of a line is held is not read from, an idle connection owns no buffer, and a line has
// a greatest length. Needs Linux 6.1 (IORING_SETUP_DEFER_TASKRUN), and nothing but the kernel's headers.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../shared/limit.h"
#include "../shared/server.h"

enum { longest_line = 64 * 1024, read_size = 64 * 1024, buffer_size = 4096, buffer_count = 256 };
enum { table_size = 4096, submissions = 1024, completions = 4096 };
enum mode { mode_inline, mode_direct, mode_send, mode_write, mode_poll };
// What a completion is about, in the low bits of the peer's address.
enum { of_input = 0, of_output = 1, of_room = 2, of_nothing = 3, of_kind = 3 };

static const char prefix[] = "ack:";
enum { prefix_size = sizeof prefix - 1 };

// Replies of a turn, and the next of those that nobody uses.
struct turn_bytes {
  struct bytes bytes;
  struct turn_bytes *next;
};

struct peer {
  int fd, requests;        // requests of it that the kernel holds
  int receiving, waiting;  // 1 under way, 2 cancelled
  int ended, over;         // its end of stream came; it is to go
  struct bytes partial;    // what has arrived and was not answered
  struct bytes *sending;   // the replies of this turn, the kernel's until it answers
  struct bytes owed;       // replies that the kernel has not taken
  struct peer *next;       // among those that send this turn, or that want to read again
};

static enum mode mode = mode_inline;
static int ring, listener;
static unsigned ring_handle, ring_flags;
static unsigned *sq_head, *sq_tail, *sq_array, sq_mask, *cq_head, *cq_tail, cq_mask, queued;
static struct io_uring_sqe *sqes;
static struct io_uring_cqe *cqes;
static struct io_uring_buf_ring *provided;
static char *buffers;
static struct turn_bytes *pool;
static struct peer *sent, *starved;

// MARK: memory

static void drop(struct bytes *b, size_t count) {
  b->count -= count;
  memmove(b->at, b->at + count, b->count);
}

static struct bytes *take(void) {
  struct turn_bytes *b = pool;
  if (b) pool = b->next;
  else if (!(b = calloc(1, sizeof *b))) fail("calloc");
  b->bytes.count = 0;
  return &b->bytes;
}

static void give_back(struct bytes *b) {
  struct turn_bytes *first = (struct turn_bytes *)b;
  first->next = pool;
  pool = first;
}

// MARK: the ring

static void *map(size_t size, off_t offset) {
  int flags = offset < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED | MAP_POPULATE;
  void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, offset < 0 ? -1 : ring, offset < 0 ? 0 : offset);
  if (at == MAP_FAILED) fail("mmap");
  return at;
}

static void provide(unsigned index, unsigned offset) {
  struct io_uring_buf *b = &provided->bufs[(provided->tail + offset) & (buffer_count - 1)];
  b->addr = (uint64_t)(uintptr_t)(buffers + (size_t)index * buffer_size);
  b->len = buffer_size;
  b->bid = (uint16_t)index;
}

static void publish(unsigned count) {
  __atomic_store_n(&provided->tail, (uint16_t)(provided->tail + count), __ATOMIC_RELEASE);
}

static void provide_all(void) {
  provided = map(buffer_count * sizeof(struct io_uring_buf), -1);
  buffers = map((size_t)buffer_count * buffer_size, -1);
  struct io_uring_buf_reg r = {.ring_addr = (uint64_t)(uintptr_t)provided, .ring_entries = buffer_count};
  if (syscall(__NR_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &r, 1) < 0) fail("IORING_REGISTER_PBUF_RING");
  for (unsigned i = 0; i < buffer_count; i++) provide(i, i);
  publish(buffer_count);
}

// Entering by a registered handle spares the kernel the look at the descriptor.
static void register_ring(void) {
  struct io_uring_rsrc_update u = {.offset = -1U, .data = (uint64_t)ring};
  if (syscall(__NR_io_uring_register, ring, IORING_REGISTER_RING_FDS, &u, 1) != 1) fail("IORING_REGISTER_RING_FDS");
  ring_handle = u.offset, ring_flags = IORING_ENTER_REGISTERED_RING;
}

static void make_table(void) {
  struct io_uring_rsrc_register r = {.nr = table_size, .flags = IORING_RSRC_REGISTER_SPARSE};
  if (syscall(__NR_io_uring_register, ring, IORING_REGISTER_FILES2, &r, sizeof r) < 0) fail("IORING_REGISTER_FILES2");
}

static void set_up(void) {
  struct io_uring_params p = {.cq_entries = completions};
  p.flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SINGLE_ISSUER |
            IORING_SETUP_DEFER_TASKRUN;
  ring = (int)syscall(__NR_io_uring_setup, submissions, &p);
  if (ring < 0) fail("io_uring_setup");
  char *rings = map(p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe) + p.sq_entries * sizeof(unsigned) + 4096,
                    IORING_OFF_SQ_RING);
  sqes = map(p.sq_entries * sizeof *sqes, IORING_OFF_SQES);
  sq_head = (unsigned *)(rings + p.sq_off.head), sq_tail = (unsigned *)(rings + p.sq_off.tail);
  sq_mask = p.sq_entries - 1, sq_array = (unsigned *)(rings + p.sq_off.array);
  cq_head = (unsigned *)(rings + p.cq_off.head), cq_tail = (unsigned *)(rings + p.cq_off.tail);
  cq_mask = p.cq_entries - 1, cqes = (struct io_uring_cqe *)(rings + p.cq_off.cqes);
  for (unsigned i = 0; i < p.sq_entries; i++) sq_array[i] = i;
  provide_all();
  register_ring();
  if (mode == mode_direct) make_table();
}

// Submits what is queued; waits for a completion where `wait` is 1.
static void enter(unsigned wait) {
  long took = syscall(__NR_io_uring_enter, ring_handle, queued, wait, IORING_ENTER_GETEVENTS | ring_flags, NULL, 0);
  if (took < 0 && errno != EINTR && errno != EBUSY && errno != EAGAIN) fail("io_uring_enter");
  if (took > 0) queued -= (unsigned)took;
}

static struct io_uring_sqe *request(int opcode, int fd, void *about, unsigned kind) {
  unsigned tail = *sq_tail;
  while (tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE) > sq_mask) enter(0);
  struct io_uring_sqe *e = &sqes[tail & sq_mask];
  memset(e, 0, sizeof *e);
  e->opcode = (uint8_t)opcode, e->fd = fd, e->user_data = (uint64_t)(uintptr_t)about | kind;
  __atomic_store_n(sq_tail, tail + 1, __ATOMIC_RELEASE);
  queued++;
  return e;
}

// MARK: a peer

// A request for what a peer's socket is in this mode.
static struct io_uring_sqe *request_of(struct peer *p, int opcode, unsigned kind) {
  struct io_uring_sqe *e = request(opcode, p->fd, p, kind);
  if (mode == mode_direct) e->flags = IOSQE_FIXED_FILE;
  return e;
}

static void accept_more(void) {
  struct io_uring_sqe *e = request(IORING_OP_ACCEPT, listener, NULL, of_input);
  e->ioprio = IORING_ACCEPT_MULTISHOT;
  if (mode == mode_direct) e->file_index = IORING_FILE_INDEX_ALLOC;
  else e->accept_flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
}

static void receive(struct peer *p) {
  struct io_uring_sqe *e;
  if (mode == mode_poll) {
    e = request_of(p, IORING_OP_POLL_ADD, of_input);
    e->poll32_events = POLLIN | POLLRDHUP, e->len = IORING_POLL_ADD_MULTI;
  } else {
    e = request_of(p, IORING_OP_RECV, of_input);
    e->ioprio = IORING_RECV_MULTISHOT | IORING_RECVSEND_POLL_FIRST;
    e->flags |= IOSQE_BUFFER_SELECT;
  }
  p->receiving = 1;
  p->requests++;
}

static void cancel(struct peer *p, unsigned kind) {
  struct io_uring_sqe *e = request(IORING_OP_ASYNC_CANCEL, -1, NULL, of_nothing);
  e->addr = (uint64_t)(uintptr_t)p | kind;
}

static void stop_receiving(struct peer *p) {
  if (p->receiving != 1) return;
  cancel(p, of_input);
  p->receiving = 2;
}

static void wait_for_room(struct peer *p) {
  if (p->waiting) return;
  request_of(p, IORING_OP_POLL_ADD, of_room)->poll32_events = POLLOUT;
  p->requests++, p->waiting = 1;
}

// The connection is over; its record goes with the last request of it.
static void end(struct peer *p) {
  p->over = 1;
  stop_receiving(p);
  if (p->waiting == 1) cancel(p, of_room), p->waiting = 2;
  if (p->requests || p->sending) return;
  if (mode == mode_direct) request(IORING_OP_CLOSE, 0, NULL, of_nothing)->file_index = (uint32_t)p->fd + 1;
  else close(p->fd);
  release(&p->partial);
  release(&p->owed);
  free(p);
}

static void answer(struct bytes *out, const char *line, size_t count) {
  reserve(out, prefix_size + count + 1);
  char *at = out->at + out->count;
  memcpy(at, prefix, prefix_size);
  memcpy(at + prefix_size, line, count);
  at[prefix_size + count] = '\n';
  out->count += prefix_size + count + 1;
}

static size_t answer_lines(struct bytes *out, const char *from, size_t count) {
  size_t done = 0;
  for (const char *end; (end = memchr(from + done, '\n', count - done)); done = (size_t)(end - from) + 1) {
    size_t line = (size_t)(end - (from + done));
    if (line && end[-1] == '\r') line--;
    answer(out, from + done, line);
  }
  return done;
}

static void owe(struct peer *p, const char *from, size_t count) {
  append(&p->owed, from, count);
  wait_for_room(p);
}

static void send_it(struct peer *p, struct bytes *out) {
  if (mode == mode_write || mode == mode_poll) {
    ssize_t wrote = write(p->fd, out->at, out->count);
    if (wrote < 0 && errno != EAGAIN) p->over = 1;
    else if ((size_t)(wrote < 0 ? 0 : wrote) < out->count)
      owe(p, out->at + (wrote < 0 ? 0 : wrote), out->count - (size_t)(wrote < 0 ? 0 : wrote));
    return give_back(out);
  }
  struct io_uring_sqe *e = request_of(p, IORING_OP_SEND, of_output);
  e->addr = (uint64_t)(uintptr_t)out->at, e->len = (uint32_t)out->count;
  e->msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL;
  p->sending = out;
  if (mode == mode_send) p->requests++;
  else e->flags |= IOSQE_CQE_SKIP_SUCCESS, p->next = sent, sent = p;
}

static void answer_more(struct peer *p, const char *from, size_t count) {
  struct bytes *out = take();
  size_t kept = p->partial.count;
  if (kept) append(&p->partial, from, count), from = p->partial.at, count = p->partial.count;
  size_t done = answer_lines(out, from, count);
  if (kept && done == count) release(&p->partial);
  else if (kept) drop(&p->partial, done);
  else if (done < count) append(&p->partial, from + done, count - done);
  if (out->count) send_it(p, out);
  else give_back(out);
  if (p->partial.count > longest_line) p->over = 1;
}

static int is_busy(struct peer *p) { return p->sending || p->owed.count; }

static int wants_more(struct peer *p) { return !p->receiving && !p->ended && p->partial.count <= longest_line; }

static int is_done(struct peer *p) { return p->ended && !is_busy(p); }

static void arrived(struct peer *p, const char *from, size_t count) {
  if (!is_busy(p)) return answer_more(p, from, count);
  append(&p->partial, from, count);
  if (p->partial.count > longest_line) stop_receiving(p);
}

// Everything was sent: goes on with what has arrived meanwhile.
static void paid(struct peer *p) {
  release(&p->owed);
  if (p->partial.count) answer_more(p, "", 0);
  if (p->over || is_done(p)) end(p);
  else if (wants_more(p)) receive(p);
}

// MARK: completions

// Answers whether there may be more, of which a poll that tells of changes says nothing.
static int read_it(struct peer *p, int hung_up) {
  static char incoming[read_size];
  if (is_busy(p)) return stop_receiving(p), 0;
  ssize_t got = read(p->fd, incoming, read_size);
  if (got > 0) answer_more(p, incoming, (size_t)got);
  else if (got == 0 || errno != EAGAIN) p->ended = 1;
  return !p->over && (got == read_size || (got > 0 && hung_up));
}

static void input(struct peer *p, int result, unsigned flags, unsigned *returned) {
  if (!(flags & IORING_CQE_F_MORE)) p->receiving = 0, p->requests--;
  if (flags & IORING_CQE_F_BUFFER) {
    unsigned index = flags >> IORING_CQE_BUFFER_SHIFT;
    if (result > 0 && !p->over) arrived(p, buffers + (size_t)index * buffer_size, (size_t)result);
    provide(index, (*returned)++);
  } else if (mode == mode_poll && result > 0 && !p->over) {
    while (read_it(p, result & (POLLRDHUP | POLLHUP | POLLERR))) {}
  }
  if (mode != mode_poll && result == 0) p->ended = 1;
  if (p->over || is_done(p) || (result < 0 && result != -ENOBUFS && result != -ECANCELED)) end(p);
  else if (wants_more(p) && !is_busy(p)) p->next = starved, starved = p;
}

// Of `inline`, only what the socket did not take; of `send`, all.
static void output(struct peer *p, int result) {
  struct bytes *out = p->sending;
  if (mode == mode_send) p->requests--;
  p->sending = NULL;
  if (result < 0 && result != -EAGAIN) p->over = 1;
  size_t taken = result < 0 ? 0 : (size_t)result;
  if (p->over) end(p);
  else if (taken < out->count) owe(p, out->at + taken, out->count - taken);
  else if (p->partial.count || !p->receiving) paid(p);
  give_back(out);
}

static void room(struct peer *p) {
  struct bytes *out = take();
  p->requests--, p->waiting = 0;
  append(out, p->owed.at, p->owed.count);
  p->owed.count = 0;
  if (p->over) give_back(out);
  else send_it(p, out);
  if (p->over) end(p);
  else if (!is_busy(p)) paid(p);
}

static void accepted(int fd, unsigned flags) {
  if (!(flags & IORING_CQE_F_MORE)) accept_more();
  if (fd < 0) return;
  int yes = 1;
  if (mode != mode_direct) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct peer *p = calloc(1, sizeof *p);
  if (!p) fail("calloc");
  p->fd = fd;
  receive(p);
}

static void complete(struct io_uring_cqe *c, unsigned *returned) {
  struct peer *p = (struct peer *)(uintptr_t)(c->user_data & ~(uint64_t)of_kind);
  unsigned kind = (unsigned)c->user_data & of_kind;
  if (kind == of_nothing) return;
  if (!p) accepted(c->res, c->flags);
  else if (kind == of_input) input(p, c->res, c->flags, returned);
  else if (kind == of_output) output(p, c->res);
  else room(p);
}

// Whether something is to be done once the send is over, which will say nothing.
static int goes_on(struct peer *p) { return p->over || p->partial.count || !p->receiving; }

// What `inline` sent and the kernel has not complained of is done.
static void finish_sent(struct peer *done) {
  for (struct peer *p = done, *next; p; p = next) {
    next = p->next;
    if (!p->sending) continue;
    give_back(p->sending);
    p->sending = NULL;
    if (p->over) end(p);
    else if (goes_on(p)) paid(p);
  }
}

// The peers that sent in the turn before; a complaint about one of them stands before its other completions or
// behind them, so complaints are taken first.
static void take_complaints(unsigned head, unsigned tail) {
  for (; head != tail; head++) {
    struct io_uring_cqe *c = &cqes[head & cq_mask];
    if ((c->user_data & of_kind) != of_output) continue;
    output((struct peer *)(uintptr_t)(c->user_data & ~(uint64_t)of_kind), c->res);
    c->user_data = of_nothing;
  }
}

static void turn(void) {
  struct peer *before = sent;
  unsigned wait = 1;
  for (struct peer *p = sent; p && wait; p = p->next) wait = !goes_on(p);
  sent = NULL;
  enter(wait);
  unsigned head = *cq_head, tail = __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE), returned = 0;
  if (mode == mode_inline || mode == mode_direct) {
    take_complaints(head, tail);
    finish_sent(before);
  }
  for (; head != tail; head++) complete(&cqes[head & cq_mask], &returned);
  __atomic_store_n(cq_head, head, __ATOMIC_RELEASE);
  publish(returned);
  for (struct peer *p = starved, *next; p; p = next) next = p->next, receive(p);
  starved = NULL;
}

int main(int argc, char **argv) {
  static const char *const modes[] = {"inline", "direct", "send", "write", "poll"};
  int known = argc == 3;
  for (unsigned i = 0; argc == 4 && i < sizeof modes / sizeof *modes; i++)
    if (!strcmp(argv[3], modes[i])) mode = (enum mode)i, known = 1;
  if (!known) return fprintf(stderr, "usage: uring HOST PORT [inline|direct|send|write|poll]\n"), 64;
  signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  set_up();
  listener = listen_at(argv[1], argv[2]);
  int yes = 1;
  if (mode == mode_direct) setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);  // inherited
  accept_more();
  for (;;) turn();
}
