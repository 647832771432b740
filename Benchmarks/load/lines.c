// What is sent, and what must come back.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "load.h"

enum { number_size = 16, letters = 26 };

static enum { ack, ping, crc32 } answer;
static const char ack_prefix[] = "ack:", ping_prefix[] = "PING ";
static size_t prefix_size;   // of a line: what stands before its number
static char ping_begin[16];  // of a reply to PING: its length
static char lower[256][2], upper[256][2];  // what a byte is in hexadecimal
static char *alphabet;       // the letters over and over: the rest of a line begins at one of the first 26

size_t reply_size;

int choose_answer(const char *name) {
  if (!strcmp(name, "ack")) answer = ack;
  else if (!strcmp(name, "ping")) answer = ping;
  else if (!strcmp(name, "crc32")) answer = crc32;
  else return 0;
  return 1;
}

static void prepare_digits(char (*digits)[2], const char *values) {
  for (int byte = 0; byte < 256; byte++) {
    digits[byte][0] = values[byte >> 4];
    digits[byte][1] = values[byte & 15];
  }
}

void prepare_lines(void) {
  prepare_digits(lower, "0123456789abcdef");
  prepare_digits(upper, "0123456789ABCDEF");
  size_t size = (size_t)options.size;
  if (answer == ping) prefix_size = sizeof ping_prefix - 1;
  errno = 0;
  if (size < prefix_size + number_size) fail("load: --size too small for the line's number");
  alphabet = must_allocate(size + letters);
  for (size_t i = 0; i < size + letters; i++) alphabet[i] = (char)('a' + i % letters);
  if (answer == ack) reply_size = sizeof ack_prefix - 1 + size + 1;
  if (answer == ping) {
    int begin = snprintf(ping_begin, sizeof ping_begin, "$%zu\r\n", size - prefix_size);
    reply_size = (size_t)begin + size - prefix_size + 2;
  }
  if (answer == crc32) {
    reply_size = 8 + 1;
    prepare_crc(alphabet, size - number_size);
  }
}

static void put_digits(char *at, long number, char (*digits)[2]) {
  for (int i = 0; i < 4; i++) memcpy(at + 2 * i, digits[(number >> (8 * (3 - i))) & 255], 2);
}

static void put_number(char *at, long number) { put_digits(at, number, lower); }

// A line without its end: connection and number in hexadecimal, then letters.
static void make_line(char *at, long which, long number) {
  memcpy(at, ping_prefix, prefix_size);
  put_number(at + prefix_size, which);
  put_number(at + prefix_size + 8, number);
  size_t begun = prefix_size + number_size;
  memcpy(at + begun, alphabet + number % letters, (size_t)options.size - begun);
}

size_t make_lines(char *at, long which, long first, long lines) {
  for (long i = 0; i < lines; i++, at += options.size + 1) {
    make_line(at, which, first + i);
    at[options.size] = '\n';
  }
  return (size_t)(lines * (options.size + 1));
}

static void make_reply(char *at, long which, long number) {
  size_t size = (size_t)options.size;
  if (answer == ack) {
    memcpy(at, ack_prefix, sizeof ack_prefix - 1);
    make_line(at + sizeof ack_prefix - 1, which, number);
  } else if (answer == ping) {
    size_t begin = strlen(ping_begin);
    make_line(at + begin - prefix_size, which, number);  // its prefix is overwritten
    memcpy(at, ping_begin, begin);
    at[begin + size - prefix_size] = '\r';
  } else {
    char head[number_size];
    put_number(head, which);
    put_number(head + 8, number);
    put_digits(at, crc_of_line(head, number % letters), upper);
  }
  at[reply_size - 1] = '\n';
}

void make_replies(char *at, long which, long first, long lines) {
  for (long i = 0; i < lines; i++) make_reply(at + (size_t)i * reply_size, which, first + i);
}
