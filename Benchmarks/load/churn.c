// A connection for each line: connect, send, take the reply, wait for the end of the stream, close.
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

struct visit {
  int fd;
  long number;
  size_t seen;
  uint64_t began;
};

static char *line, *wanted, *received;
static struct visit *all;
static int poller;
static uint64_t until;
static long todo, total;

static void begin(struct visit *v, long which) {
  v->number = total++;
  v->seen = 0;
  v->began = now();
  v->fd = connect_in_turn(v->number);
  size_t count = make_lines(line, which, v->number, 1);
  if (write(v->fd, line, count) != (ssize_t)count) fail("write");
  if (options.churn == client_ends && shutdown(v->fd, SHUT_WR)) fail("shutdown");
  struct epoll_event e = {.events = EPOLLIN, .data.u64 = (uint64_t)which};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, v->fd, &e)) fail("epoll_ctl");
}

static void check(struct visit *v, long which, size_t got) {
  make_replies(wanted, which, v->number, 1);
  if (v->seen + got <= reply_size && !memcmp(received, wanted + v->seen, got)) return;
  fprintf(stderr, "connection %ld: wrong reply\n", v->number);
  exit(1);
}

// Takes what has come; returns 1 when the stream has ended, with a whole reply before it.
static int receive(struct visit *v, long which) {
  for (;;) {
    ssize_t got = recv(v->fd, received, reply_size + 1, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return 0;
    if (got < 0) fail("recv");
    if (got == 0) break;
    check(v, which, (size_t)got);
    v->seen += (size_t)got;
  }
  errno = 0;
  if (v->seen != reply_size) fail("the server ended a connection before its reply");
  close(v->fd);
  note_latency(now() - v->began);
  return 1;
}

// Another connection where there are more to come; returns 1 where this was the last one.
static int again(struct visit *v, long which) {
  if (!todo || (until && now() >= until)) return 1;
  todo--;
  begin(v, which);
  return 0;
}

static void run(long requests, double seconds) {
  total = 0;
  until = seconds ? now() + (uint64_t)(seconds * 1e9) : 0;
  todo = (seconds ? LONG_MAX : requests) - options.connections;
  for (long i = 0; i < options.connections; i++) begin(&all[i], i);
  struct epoll_event ready[events_per_wait];
  for (long finished = 0; finished < options.connections;) {
    int count = epoll_wait(poller, ready, events_per_wait, 30000);
    errno = count < 0 ? errno : 0;
    if (count <= 0) fail("load: nothing for 30 s");
    for (int i = 0; i < count; i++) {
      long which = (long)ready[i].data.u64;
      if (receive(&all[which], which)) finished += again(&all[which], which);
    }
  }
}

void run_churn(void) {
  line = must_allocate((size_t)options.size + 1);
  wanted = must_allocate(reply_size), received = must_allocate(reply_size + 1);
  all = must_allocate((size_t)options.connections * sizeof *all);
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (options.warmup || options.warmup_requests) run(options.warmup_requests, options.warmup);
  begin_figures();
  run(options.requests, options.seconds);
  report(total);
}
