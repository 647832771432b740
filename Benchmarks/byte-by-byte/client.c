// One long line, a byte at a time: what a decoder that searches from the beginning again pays for.
//
//   byte-by-byte PATH SIZE      a line of SIZE bytes to a unix socket; the reply must be SIZE in decimal
//
// Each byte is sent once the server has read the one before: on a unix socket, SIOCOUTQ says what of the
// bytes sent the peer has not read. See unix(7).
#include <errno.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) fail(path);
  return fd;
}

static void wait_until_read(int fd) {
  for (int unread = 1; unread;) {
    if (ioctl(fd, SIOCOUTQ, &unread)) fail("ioctl");
    if (unread) sched_yield();
  }
}

static void send_bytes(int fd, long size) {
  for (long i = 0; i <= size; i++) {
    if (write(fd, i < size ? "x" : "\n", 1) != 1) fail("write");
    wait_until_read(fd);
  }
}

static void take_reply(int fd, const char *size) {
  char reply[32];
  size_t seen = 0;
  while (seen < sizeof reply - 1 && (!seen || reply[seen - 1] != '\n')) {
    ssize_t got = read(fd, reply + seen, sizeof reply - 1 - seen);
    if (got <= 0) fail("read");
    seen += (size_t)got;
  }
  reply[seen - 1] = 0;
  errno = 0;
  if (strcmp(reply, size)) fail("wrong reply");
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: byte-by-byte PATH SIZE\n"), 64;
  int fd = connect_to(argv[1]);
  send_bytes(fd, atol(argv[2]));
  take_reply(fd, argv[2]);
  return 0;
}
