// The load generator of the benchmarks: lines out, replies in, every byte of every reply checked.
//
//   load --port PORT [--host 127.0.0.1] [--connections 50] [--depth 1] [--size 32] [--requests 100000]
//
// Each connection sends `depth` lines of `size` bytes at once and waits for all of their replies before it
// sends the next ones; `requests` is the number of lines over all connections. A line carries its
// connection and its number, so that a reply that is lost, doubled, swapped or cut shows. The reply to
// line `x` must be `ack:x`.
//
// Prints one JSON object: requests, seconds, rate (replies a second), and the time from sending a batch to
// having all its replies in microseconds (p50_us, p99_us, max_us). Exit 1 with a message at the first
// byte that is wrong.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char prefix[] = "ack:";
enum { prefix_size = sizeof prefix - 1, number_size = 16, events_per_wait = 256 };

static const char *host = "127.0.0.1";
static long port, connections = 50, depth = 1, size = 32, requests = 100000;

struct connection {
  int fd;
  long sent, todo;        // lines sent so far; lines still to be sent
  size_t expected, seen;  // bytes of the replies to the batch under way, and how many have come
  uint64_t began;         // when the batch was sent, in nanoseconds
};

static char *batch, *wanted, *received;  // one batch of lines, its replies, and what came instead
static uint64_t *latencies;
static long samples;

static void fail(const char *what) {
  if (errno) perror(what);
  else fprintf(stderr, "%s\n", what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// A line of `size` bytes: connection and number in hexadecimal, then letters.
static void make_line(char *line, long which, long number) {
  static const char digits[] = "0123456789abcdef";
  for (long i = 0; i < size; i++) line[i] = (char)('a' + (number + i) % 26);
  for (int i = 0; i < 8; i++) line[i] = digits[(which >> (4 * (7 - i))) & 15];
  for (int i = 0; i < 8; i++) line[8 + i] = digits[(number >> (4 * (7 - i))) & 15];
}

static long batch_lines(const struct connection *c) { return c->todo < depth ? c->todo : depth; }

// The lines of the batch that begins with line `first`, and the replies they must get.
static size_t make_batch(long which, long first, long lines) {
  char *line = batch, *reply = wanted;
  for (long i = 0; i < lines; i++) {
    make_line(line, which, first + i);
    line[size] = '\n';
    memcpy(reply, prefix, prefix_size);
    memcpy(reply + prefix_size, line, (size_t)size + 1);
    line += size + 1;
    reply += prefix_size + size + 1;
  }
  return (size_t)(line - batch);
}

static void send_batch(struct connection *c, long which) {
  long lines = batch_lines(c);
  size_t count = make_batch(which, c->sent, lines);
  c->expected = (size_t)(lines * (prefix_size + size + 1));
  c->seen = 0;
  c->began = now();
  // The batch is small against the socket buffer, which is empty: a short write is a fault here.
  if (write(c->fd, batch, count) != (ssize_t)count) fail("write");
  c->sent += lines;
  c->todo -= lines;
}

static void check(struct connection *c, long which, ssize_t got) {
  long lines = (long)(c->expected / (size_t)(prefix_size + size + 1));
  make_batch(which, c->sent - lines, lines);
  if (c->seen + (size_t)got <= c->expected && !memcmp(received, wanted + c->seen, (size_t)got)) return;
  errno = 0;
  fprintf(stderr, "connection %ld: wrong reply near line %ld\n", which, c->sent - lines);
  exit(1);
}

// Takes what has come; returns 1 when the connection has all its replies.
static int receive(struct connection *c, long which) {
  ssize_t got = recv(c->fd, received, (size_t)(depth * (prefix_size + size + 1)) + 1, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return 0;
  errno = got < 0 ? errno : 0;
  if (got <= 0) fail("the server ended a connection early");
  check(c, which, got);
  c->seen += (size_t)got;
  if (c->seen < c->expected) return 0;
  latencies[samples++] = now() - c->began;
  if (!c->todo) return 1;
  send_batch(c, which);
  return 0;
}

static void open_connection(struct connection *c, int poller, long which) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) fail(host);
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
  int yes = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct epoll_event e = {.events = EPOLLIN, .data.u64 = (uint64_t)which};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e)) fail("epoll_ctl");
}

static int by_size(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static double percentile(double fraction) {
  return (double)latencies[(long)((double)(samples - 1) * fraction)] / 1000.0;
}

static void report(uint64_t nanoseconds) {
  double seconds = (double)nanoseconds / 1e9;
  qsort(latencies, (size_t)samples, sizeof *latencies, by_size);
  printf("{\"requests\": %ld, \"seconds\": %.4f, \"rate\": %.0f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f}\n",
         requests, seconds, (double)requests / seconds, percentile(0.5), percentile(0.99), percentile(1.0));
}

static void read_options(int argc, char **argv) {
  static const struct option options[] = {
      {"host", required_argument, 0, 'H'}, {"port", required_argument, 0, 'p'},
      {"connections", required_argument, 0, 'c'}, {"depth", required_argument, 0, 'd'},
      {"size", required_argument, 0, 's'}, {"requests", required_argument, 0, 'n'}, {0}};
  for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (o == 'H') host = optarg;
    else if (o == 'p') port = atol(optarg);
    else if (o == 'c') connections = atol(optarg);
    else if (o == 'd') depth = atol(optarg);
    else if (o == 's') size = atol(optarg);
    else if (o == 'n') requests = atol(optarg);
    else exit(64);
  }
  errno = 0;
  if (port <= 0 || connections <= 0 || depth <= 0 || requests < connections) fail("load: need --port, and a request for each connection");
  if (size < number_size || depth * (size + 1) > 64 * 1024) fail("load: --size at least 16, a batch at most 64 KiB");
}

static void raise_descriptor_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void *must_allocate(size_t count) {
  void *p = calloc(count, 1);
  if (!p) fail("calloc");
  return p;
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  raise_descriptor_limit();
  size_t replies = (size_t)(depth * (prefix_size + size + 1)) + 1;
  batch = must_allocate(replies), wanted = must_allocate(replies), received = must_allocate(replies);
  latencies = must_allocate((size_t)(requests + connections) * sizeof *latencies);
  struct connection *all = must_allocate((size_t)connections * sizeof *all);
  int poller = epoll_create1(EPOLL_CLOEXEC);
  for (long i = 0; i < connections; i++) open_connection(&all[i], poller, i);
  uint64_t began = now();
  for (long i = 0; i < connections; i++) {
    all[i].todo = requests / connections + (i < requests % connections);
    send_batch(&all[i], i);
  }
  struct epoll_event ready[events_per_wait];
  for (long finished = 0; finished < connections;) {
    int count = epoll_wait(poller, ready, events_per_wait, 30000);
    errno = 0;
    if (count == 0) fail("load: no reply for 30 s");
    for (int i = 0; i < count; i++) finished += receive(&all[ready[i].data.u64], (long)ready[i].data.u64);
  }
  report(now() - began);
}
