// The load generator of the benchmarks: lines out, replies in, every byte of every reply checked.
//
//   load --port PORT [--host 127.0.0.1] [--connections 50] [--depth 1] [--size 32] [--answer ack|ping|crc32]
//        [--requests 100000 [--warmup-requests 0] | --seconds S [--warmup S]] [--pid SERVER]
//   load --port PORT --churn client|server ...      a connection for each line
//   load --port PORT --connections N --hold         opens N connections and keeps them
//
// Each connection sends `depth` lines of `size` bytes at once and waits for all of their replies before it
// sends the next ones; `requests` is the number of lines over all connections. A line carries its
// connection and its number, so that a reply that is lost, doubled, swapped or cut shows. What must come
// back to the line `x`: `ack:x`; its CRC-32; or, to the line `PING x`, what Redis says (`$N`, `x`).
//
// --churn: a connection sends one line, and once the reply is there and the stream has ended, the next one
// is opened. With `client`, the client ends its side right behind the line; with `server`, it waits for the
// server to do it. A reset fails the run. --hold: one line and its reply on each connection; then
// `{"held": N}` is printed, and the connections stay open until standard input ends.
//
// Prints one JSON object: requests, seconds, rate (replies a second), the time from sending a batch (with
// --churn: from connecting) to having all that must come in microseconds (p50_us, p99_us, max_us) and, with
// --pid, cpu_ns: the on-CPU time of all threads of that process for one reply. What comes before, connecting
// and warming up, does not count. Exit 1 with a message at the first byte that is wrong.
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/limit.h"
#include "load.h"

struct options options = {.host = "127.0.0.1", .connections = 50, .depth = 1, .size = 32, .requests = 100000};

void fail(const char *what) {
  if (errno) perror(what);
  else fprintf(stderr, "%s\n", what);
  exit(1);
}

void *must_allocate(size_t count) {
  void *p = calloc(count, 1);
  if (!p) fail("calloc");
  return p;
}

static _Noreturn void misuse(const char *what) {
  fprintf(stderr, "load: %s\n", what);
  exit(64);
}

static enum ending ending_of(const char *name) {
  if (!strcmp(name, "client")) return client_ends;
  if (!strcmp(name, "server")) return server_ends;
  misuse("--churn client or server");
}

static void take(int option, const char *value) {
  switch (option) {
    case 'H': options.host = value; break;
    case 'p': options.port = atol(value); break;
    case 'c': options.connections = atol(value); break;
    case 'd': options.depth = atol(value); break;
    case 's': options.size = atol(value); break;
    case 'n': options.requests = atol(value); break;
    case 'N': options.warmup_requests = atol(value); break;
    case 't': options.seconds = atof(value); break;
    case 'w': options.warmup = atof(value); break;
    case 'P': options.pid = atoi(value); break;
    case 'e': options.churn = ending_of(value); break;
    case 'h': options.hold = 1; break;
    case 'a': if (choose_answer(value)) break; misuse("--answer ack, ping or crc32");
    default: exit(64);
  }
}

static void read_options(int argc, char **argv) {
  static const struct option names[] = {
      {"host", 1, 0, 'H'}, {"port", 1, 0, 'p'}, {"connections", 1, 0, 'c'}, {"depth", 1, 0, 'd'}, {"size", 1, 0, 's'},
      {"requests", 1, 0, 'n'}, {"warmup-requests", 1, 0, 'N'}, {"seconds", 1, 0, 't'}, {"warmup", 1, 0, 'w'},
      {"pid", 1, 0, 'P'}, {"churn", 1, 0, 'e'}, {"hold", 0, 0, 'h'}, {"answer", 1, 0, 'a'}, {0}};
  for (int o; (o = getopt_long(argc, argv, "", names, NULL)) != -1;) take(o, optarg);
  if (options.port <= 0 || options.connections <= 0 || options.depth <= 0) misuse("need --port");
  if (!options.seconds && options.requests < options.connections) misuse("fewer requests than connections");
  if (options.warmup_requests && options.warmup_requests < options.connections) misuse("fewer requests than clients");
  if (options.depth * (options.size + 1) > 64 * 1024) misuse("a batch of at most 64 KiB");
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  prepare_lines();
  raise_descriptor_limit();
  if (options.hold) run_hold();
  else if (options.churn) run_churn();
  else run_steady();
}
