// Very many short connections, each with a nonce of its own, every byte of every reply checked.
//
//   nonces PORT COUNT FIRST AT_ONCE [SOURCES]
//
// Makes COUNT connections to 127.0.0.1:PORT, AT_ONCE at a time, from SOURCES (8) addresses in turn, 127.0.0.2
// and up, so that their ports are enough. Connection number N (FIRST and up) sends lines that begin with its
// nonce; the reply to line `x` must be `ack:x`. It ends in one of four ways, N modulo 4:
//   0  a line, its reply, then we close
//   1  a line and the end of our stream at once, then the reply and theirs
//   2  two lines in three pieces, both replies, then the end of our stream and theirs
//   3  a line, its reply, then a reset
// Prints one JSON object: connections, replies, seconds. Exit 1 with a message at the first wrong byte, refused
// connect or stream that ends early, and where nothing happens for 10 s.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { line_size = 24, reply_size = line_size + 4, events_per_wait = 256, patience_ms = 10000 };
enum way { we_close, half_close, in_pieces, reset, ways };

struct connection {
  int fd;
  uint64_t number;
  int sent, seen, pieces;  // bytes of lines sent and of replies seen; pieces sent
};

static int port, sources = 8, poller;
static uint64_t count, first, started, ended, replies;
static struct connection *connections;

static void fail(const struct connection *c, const char *what) {
  fprintf(stderr, "connection %llu: %s%s%s\n", c ? (unsigned long long)c->number : 0, what, errno ? ": " : "",
          errno ? strerror(errno) : "");
  exit(1);
}

// splitmix64: different for each number, and nothing like its neighbour's.
static uint64_t nonce(uint64_t number) {
  uint64_t z = number * 0x9e3779b97f4a7c15u + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static enum way way(const struct connection *c) { return (enum way)(c->number % ways); }
static int lines(const struct connection *c) { return way(c) == in_pieces ? 2 : 1; }

// Line 0 or 1 of a connection: the nonce, six digits and letters, a newline.
static void make_line(char line[line_size + 1], const struct connection *c, int which) {
  snprintf(line, line_size + 1, "%016llx-%05u%d\n", (unsigned long long)nonce(c->number),
           (unsigned)(c->number % 100000), which);
}

static void make_lines(char text[2 * line_size + 1], const struct connection *c) {
  for (int i = 0; i < lines(c); i++) make_line(text + i * line_size, c, i);
}

static void watch(struct connection *c, uint32_t events, int operation) {
  struct epoll_event e = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &e)) fail(c, "epoll_ctl");
}

static void begin(struct connection *c) {
  *c = (struct connection){.number = first + started++};
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (c->fd < 0) fail(c, "socket");
  int yes = 1;
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (uint32_t)(c->number % (uint64_t)sources));
  if (bind(c->fd, (struct sockaddr *)&from, sizeof from)) fail(c, "bind");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) fail(c, "connect");
  watch(c, EPOLLOUT, EPOLL_CTL_ADD);
}

// Sends what its way of speaking sends next, and then waits for an answer or, between pieces, for the next turn.
static void send_some(struct connection *c) {
  char text[2 * line_size + 1];
  make_lines(text, c);
  int all = lines(c) * line_size, until = all;
  if (way(c) == in_pieces) until = c->pieces == 0 ? 7 : c->pieces == 1 ? line_size + 5 : all;
  errno = 0;
  if (send(c->fd, text + c->sent, (size_t)(until - c->sent), MSG_NOSIGNAL) != until - c->sent) fail(c, "send");
  c->sent = until;
  c->pieces++;
  if (way(c) == half_close && shutdown(c->fd, SHUT_WR)) fail(c, "shutdown");
  if (until == all) watch(c, EPOLLIN, EPOLL_CTL_MOD);
}

static void end(struct connection *c) {
  if (way(c) == reset) {
    struct linger hard = {.l_onoff = 1};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  close(c->fd);
  ended++;
  replies += (uint64_t)lines(c);
  if (started < count) begin(c);
}

static void check(struct connection *c, const char *received, ssize_t got) {
  char wanted[2 * reply_size + 1];
  for (int i = 0; i < lines(c); i++) {
    memcpy(wanted + i * reply_size, "ack:", 4);
    make_line(wanted + i * reply_size + 4, c, i);
  }
  errno = 0;
  if (c->seen + got > lines(c) * reply_size) fail(c, "more than its replies");
  if (memcmp(received, wanted + c->seen, (size_t)got)) fail(c, "a reply that is not its own");
  c->seen += (int)got;
}

static void receive(struct connection *c) {
  char received[4 * reply_size];
  ssize_t got = recv(c->fd, received, sizeof received, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) fail(c, "recv");
  int all = lines(c) * reply_size;
  if (got == 0) {
    errno = 0;
    if (c->seen < all) fail(c, "the stream ended early");
    return end(c);
  }
  check(c, received, got);
  if (c->seen < all || way(c) == half_close) return;
  if (way(c) != in_pieces) return end(c);
  if (shutdown(c->fd, SHUT_WR)) fail(c, "shutdown");
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(uint64_t at_once) {
  struct epoll_event events[events_per_wait];
  for (uint64_t i = 0; i < at_once && started < count; i++) begin(&connections[i]);
  while (ended < count) {
    int ready = epoll_wait(poller, events, events_per_wait, patience_ms);
    if (ready < 0 && errno == EINTR) continue;
    errno = 0;
    if (ready <= 0) fail(NULL, "nothing happens");
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(c);
      else if (events[i].events & EPOLLOUT) send_some(c);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 5) return fprintf(stderr, "usage: nonces PORT COUNT FIRST AT_ONCE [SOURCES]\n"), 64;
  port = atoi(argv[1]);
  count = strtoull(argv[2], NULL, 10);
  first = strtoull(argv[3], NULL, 10);
  uint64_t at_once = strtoull(argv[4], NULL, 10);
  if (argc > 5) sources = atoi(argv[5]);
  connections = calloc(at_once, sizeof *connections);
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (!connections || poller < 0) fail(NULL, "no memory or descriptor");
  double start = seconds();
  run(at_once);
  printf("{\"connections\": %llu, \"replies\": %llu, \"seconds\": %.3f}\n", (unsigned long long)ended,
         (unsigned long long)replies, seconds() - start);
}
