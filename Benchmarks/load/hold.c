// Connections that do nothing: one line and its reply each, and then they stay.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

static void exchange(int fd, long which, char *line, char *wanted, char *received) {
  size_t count = make_lines(line, which, 0, 1);
  if (write(fd, line, count) != (ssize_t)count) fail("write");
  if (recv(fd, received, reply_size, MSG_WAITALL) != (ssize_t)reply_size) fail("recv");
  make_replies(wanted, which, 0, 1);
  errno = 0;
  if (memcmp(received, wanted, reply_size)) fail("wrong reply");
}

void run_hold(void) {
  char *line = must_allocate((size_t)options.size + 1);
  char *wanted = must_allocate(reply_size), *received = must_allocate(reply_size);
  for (long i = 0; i < options.connections; i++) exchange(connect_socket(), i, line, wanted, received);
  printf("{\"held\": %ld}\n", options.connections);
  fflush(stdout);
  while (getchar() != EOF) continue;
}
