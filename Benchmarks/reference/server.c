// The reference of the benchmarks: a line server with nothing but epoll, a buffer and the reply.
//
//   reference HOST PORT              answers every line `x` with `ack:x`; port 0 takes a free one
//   reference HOST PORT one-shot     answers the first line, and then ends the connection as the gateway does
//                                    for `close: true`: shutdown(2), read to the end of the stream, close(2)
//
// One thread, level-triggered epoll. A turn reads once, answers every complete line and writes once, so
// that a request costs one read and one write and a pipelined batch costs no more. An idle connection owns
// its record and no buffer: memory is taken only for a partial line and for replies that the kernel
// refused. It enforces the two promises that cost something on this path, so that it is a fair limit: a
// peer that is owed bytes is not read from, and a line has a greatest length (64 KiB). It has no time-outs.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../shared/limit.h"
#include "../shared/server.h"

enum { read_size = 64 * 1024, longest_line = 64 * 1024, events_per_wait = 256 };

static const char prefix[] = "ack:";
enum { prefix_size = sizeof prefix - 1 };

struct peer {
  int fd;
  int ending;            // the reply is out or owed: what comes now is dropped
  struct bytes partial;  // the beginning of a line whose end has not arrived
  struct bytes owed;     // replies that the kernel has not taken
};

static int poller, one_shot;
static char incoming[longest_line + read_size];
static struct bytes outgoing;  // the replies of one turn

static void watch(struct peer *p, uint32_t events, int operation) {
  struct epoll_event e = {.events = events, .data.ptr = p};
  if (epoll_ctl(poller, operation, p->fd, &e)) fail("epoll_ctl");
}

static void forget(struct peer *p) {
  close(p->fd);
  release(&p->partial);
  release(&p->owed);
  free(p);
}

static void answer(const char *line, size_t count) {
  append(&outgoing, prefix, prefix_size);
  append(&outgoing, line, count);
  append(&outgoing, "\n", 1);
}

// Answers every complete line in `from`, or the first one; returns how many bytes they took.
static size_t answer_lines(const char *from, size_t count) {
  size_t done = 0;
  for (const char *end; (end = memchr(from + done, '\n', count - done)); done = (size_t)(end - from) + 1) {
    size_t line = (size_t)(end - (from + done));
    if (line && end[-1] == '\r') line--;
    answer(from + done, line);
    if (one_shot) return count;
  }
  return done;
}

// Writes what the turn gathered; what the kernel does not take is kept. Returns 0 where the peer is gone.
static int flush(struct peer *p) {
  ssize_t wrote = outgoing.count ? write(p->fd, outgoing.at, outgoing.count) : 0;
  if (wrote < 0 && errno != EAGAIN) return 0;
  size_t taken = wrote < 0 ? 0 : (size_t)wrote;
  if (taken < outgoing.count) {
    append(&p->owed, outgoing.at + taken, outgoing.count - taken);
    watch(p, EPOLLOUT, EPOLL_CTL_MOD);
  }
  outgoing.count = 0;
  return 1;
}

// Ends our side behind the reply. Returns 0 where the peer is gone.
static int end(struct peer *p) {
  p->ending = 1;
  return p->owed.count || !shutdown(p->fd, SHUT_WR);
}

// The peer can take bytes again. Returns 0 where it is gone.
static int pay(struct peer *p) {
  ssize_t wrote = write(p->fd, p->owed.at, p->owed.count);
  if (wrote < 0) return errno == EAGAIN;
  p->owed.count -= (size_t)wrote;
  memmove(p->owed.at, p->owed.at + wrote, p->owed.count);
  if (p->owed.count) return 1;
  release(&p->owed);
  watch(p, EPOLLIN, EPOLL_CTL_MOD);
  return p->ending ? end(p) : 1;
}

// One read, every complete line answered, one write. Returns 0 when the connection is over.
static int serve(struct peer *p) {
  size_t kept = p->partial.count;
  if (kept) memcpy(incoming, p->partial.at, kept);
  ssize_t got = read(p->fd, incoming + kept, read_size);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  if (p->ending) return 1;
  size_t count = kept + (size_t)got, done = answer_lines(incoming, count);
  p->partial.count = 0;
  if (count - done > longest_line) return 0;
  if (count > done) append(&p->partial, incoming + done, count - done);
  else if (kept) release(&p->partial);
  int replied = one_shot && outgoing.count;
  return flush(p) && (replied ? end(p) : 1);
}

static void accept_all(int listener) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct peer *p = calloc(1, sizeof *p);
    if (!p) fail("calloc");
    p->fd = fd;
    watch(p, EPOLLIN, EPOLL_CTL_ADD);
  }
}

int main(int argc, char **argv) {
  one_shot = argc == 4 && !strcmp(argv[3], "one-shot");
  if (argc != 3 + one_shot) return fprintf(stderr, "usage: reference HOST PORT [one-shot]\n"), 64;
  signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  poller = epoll_create1(EPOLL_CLOEXEC);
  int listener = listen_at(argv[1], argv[2]);
  struct epoll_event first = {.events = EPOLLIN, .data.ptr = NULL}, ready[events_per_wait];
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &first)) fail("epoll_ctl");
  for (;;) {
    int count = epoll_wait(poller, ready, events_per_wait, -1);
    for (int i = 0; i < count; i++) {
      struct peer *p = ready[i].data.ptr;
      if (!p) accept_all(listener);
      else if (!(p->owed.count ? pay(p) : serve(p))) forget(p);
    }
  }
}
