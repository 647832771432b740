// The CRC-32 (that of Ethernet and zip) of a line, fast enough not to be the load itself.
//
// A line is 16 bytes of number and one of 26 tails. The register after the tail is a linear function of the
// register before it, plus what the tail alone makes of a register of zero: both are tables.
#include "load.h"

enum { head_size = 16, tails = 26 };

static uint32_t by_byte[256];
static uint32_t through_tail[4][256];  // a byte of the register, as the tail's length moves it on
static uint32_t of_tail[tails];

static uint32_t step(uint32_t value, uint8_t byte) { return by_byte[(value ^ byte) & 255] ^ value >> 8; }

static uint32_t run(uint32_t value, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) value = step(value, bytes ? (uint8_t)bytes[i] : 0);
  return value;
}

void prepare_crc(const char *all, size_t tail_size) {
  for (uint32_t i = 0; i < 256; i++) {
    by_byte[i] = i;
    for (int bit = 0; bit < 8; bit++) by_byte[i] = by_byte[i] >> 1 ^ (by_byte[i] & 1 ? 0xEDB88320u : 0);
  }
  for (int place = 0; place < 4; place++)
    for (uint32_t i = 0; i < 256; i++) through_tail[place][i] = run(i << 8 * place, NULL, tail_size);
  for (int tail = 0; tail < tails; tail++) of_tail[tail] = run(0, all + tail, tail_size);
}

uint32_t crc_of_line(const char *head, long tail) {
  uint32_t value = run(0xFFFFFFFFu, head, head_size), moved = of_tail[tail];
  for (int place = 0; place < 4; place++) moved ^= through_tail[place][value >> 8 * place & 255];
  return ~moved;
}
