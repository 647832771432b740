// The few calls of RE2 that the gateway needs, behind a C interface. See https://github.com/google/re2.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled expression. Immutable, and searched from several threads at once.
typedef struct cre2_expression cre2_expression;

/// A group's bytes in the subject; both are -1 where it took no part in the match.
typedef struct {
  ptrdiff_t start;
  ptrdiff_t end;
} cre2_range;

/// Errors whose place `cre2_error_about` does not tell.
enum {
  CRE2_MISSING_PAREN = 6,
  CRE2_UNEXPECTED_PAREN = 7,
  CRE2_TRAILING_BACKSLASH = 8,
};

/// The most groups, the whole match not counted.
#define CRE2_GROUPS 99

/// Compiles `count` bytes of an expression, read as Latin-1. `memory` bounds, in bytes, the program and the
/// cache of its automata. Nothing, where memory runs out; else to be freed, whether it is usable or not.
cre2_expression *cre2_compile(const uint8_t *text, size_t count, bool ignore_case, int64_t memory);
void cre2_free(cre2_expression *expression);

/// 0 where the expression can be used, else a number for the kind of error.
int cre2_error(const cre2_expression *expression);
/// What RE2 says of the error, and the part of the text that it says it of. They live as long as the expression.
const char *cre2_error_message(const cre2_expression *expression);
const char *cre2_error_about(const cre2_expression *expression, size_t *count);

/// Instructions of its program, in whichever direction it has more: a search takes at most so many steps a byte.
int cre2_size(const cre2_expression *expression);

/// Groups, named and unnamed, the whole match not counted.
int cre2_group_count(const cre2_expression *expression);
/// The name of a group, counted from 1; null where it has none. Lives as long as the expression.
const char *cre2_group_name(const cre2_expression *expression, int group);

/// Searches anywhere in the subject, in a time linear in `count`. Fills `groups` ranges, the first of which is
/// the whole match.
bool cre2_search(
    const cre2_expression *expression, const uint8_t *subject, size_t count, cre2_range *groups, int group_count);

#ifdef __cplusplus
}
#endif
#endif
