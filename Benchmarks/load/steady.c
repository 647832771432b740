// Connections that stay: batches of lines, each sent once the replies to the one before are there.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

enum { events_per_wait = 256 };

struct connection {
  int fd;
  long sent, todo;        // lines sent so far; lines still to be sent
  size_t expected, seen;  // bytes of the replies to the batch under way, and how many have come
  uint64_t began;         // when the batch was sent, in nanoseconds
};

static char *batch, *wanted, *received;  // one batch of lines, its replies, and what came instead
static struct connection *all;
static int poller;
static uint64_t until;  // when no more batches are sent; 0: `todo` decides
static long total;      // lines sent on all connections

static void send_batch(struct connection *c, long which) {
  long lines = c->todo < options.depth ? c->todo : options.depth;
  size_t count = make_lines(batch, which, c->sent, lines);
  c->expected = (size_t)lines * reply_size;
  c->seen = 0;
  c->began = now();
  // The socket blocks, and its buffer is empty: a short write is a fault here.
  if (write(c->fd, batch, count) != (ssize_t)count) fail("write");
  c->sent += lines;
  c->todo -= lines;
  total += lines;
}

static void check(struct connection *c, long which, size_t got) {
  long lines = (long)(c->expected / reply_size);
  make_replies(wanted, which, c->sent - lines, lines);
  if (c->seen + got <= c->expected && !memcmp(received, wanted + c->seen, got)) return;
  fprintf(stderr, "connection %ld: wrong reply near line %ld\n", which, c->sent - lines);
  exit(1);
}

// Takes what has come; returns 1 when the connection has all its replies.
static int receive(struct connection *c, long which) {
  ssize_t got = recv(c->fd, received, (size_t)options.depth * reply_size + 1, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return 0;
  errno = got < 0 ? errno : 0;
  if (got <= 0) fail("the server ended a connection early");
  check(c, which, (size_t)got);
  c->seen += (size_t)got;
  if (c->seen < c->expected) return 0;
  uint64_t arrived = now();
  note_latency(arrived - c->began);
  if (!c->todo || (until && arrived >= until)) return 1;
  send_batch(c, which);
  return 0;
}

// So many requests, or as many as there is time for: at least one batch on each connection.
static void run(long requests, double seconds) {
  total = 0;
  until = seconds ? now() + (uint64_t)(seconds * 1e9) : 0;
  for (long i = 0; i < options.connections; i++) {
    all[i].todo = seconds ? LONG_MAX : requests / options.connections + (i < requests % options.connections);
    send_batch(&all[i], i);
  }
  struct epoll_event ready[events_per_wait];
  for (long finished = 0; finished < options.connections;) {
    int count = epoll_wait(poller, ready, events_per_wait, 30000);
    errno = count < 0 ? errno : 0;
    if (count <= 0) fail("load: no reply for 30 s");
    for (int i = 0; i < count; i++) finished += receive(&all[ready[i].data.u64], (long)ready[i].data.u64);
  }
}

static void open_all(void) {
  all = must_allocate((size_t)options.connections * sizeof *all);
  poller = epoll_create1(EPOLL_CLOEXEC);
  for (long i = 0; i < options.connections; i++) {
    all[i].fd = connect_socket();
    struct epoll_event e = {.events = EPOLLIN, .data.u64 = (uint64_t)i};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, all[i].fd, &e)) fail("epoll_ctl");
  }
}

void run_steady(void) {
  batch = must_allocate((size_t)(options.depth * (options.size + 1)));
  wanted = must_allocate((size_t)options.depth * reply_size);
  received = must_allocate((size_t)options.depth * reply_size + 1);
  open_all();
  if (options.warmup || options.warmup_requests) run(options.warmup_requests, options.warmup);
  begin_figures();
  run(options.requests, options.seconds);
  report(total);
}
