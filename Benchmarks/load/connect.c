// Connected sockets.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

#include "load.h"

static int new_socket(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  if (fd < 0) fail("socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

static int connected(int fd) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
  if (inet_pton(AF_INET, options.host, &address.sin_addr) != 1) fail(options.host);
  if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
  return fd;
}

int connect_socket(void) { return connected(new_socket()); }

// A connection that has ended keeps its port for a while; with 32 addresses of the loopback as sources, there
// are enough for a million connections in a row.
int connect_in_turn(long number) {
  int fd = new_socket(), yes = 1;
  uint32_t address = (127u << 24) + 2 + (uint32_t)(number % 32);
  struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&source, sizeof source)) fail("bind");
  return connected(fd);
}
