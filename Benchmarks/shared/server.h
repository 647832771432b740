// What the line servers of the benchmarks have in common: bytes that grow, and a socket that listens.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct bytes {
  char *at;
  size_t count, room;
};

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

static inline void reserve(struct bytes *b, size_t more) {
  if (b->room - b->count >= more) return;
  size_t room = b->room ? b->room : 512;
  while (room < b->count + more) room *= 2;
  b->at = realloc(b->at, room);
  if (!b->at) fail("realloc");
  b->room = room;
}

static inline void append(struct bytes *b, const char *from, size_t count) {
  reserve(b, count);
  memcpy(b->at + b->count, from, count);
  b->count += count;
}

static inline void release(struct bytes *b) {
  free(b->at);
  *b = (struct bytes){0};
}

// Says where it listens; port 0 takes a free one.
static inline int listen_at(const char *host, const char *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) fail(host);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
  socklen_t size = sizeof address;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) || listen(fd, SOMAXCONN)) fail("listen");
  getsockname(fd, (struct sockaddr *)&address, &size);
  fprintf(stderr, "listening on %s:%d\n", host, ntohs(address.sin_port));
  return fd;
}
