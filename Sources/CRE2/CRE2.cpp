#include "CRE2.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <new>
#include <string>

static_assert(re2::RE2::ErrorMissingParen == static_cast<int>(CRE2_MISSING_PAREN), "");
static_assert(re2::RE2::ErrorUnexpectedParen == static_cast<int>(CRE2_UNEXPECTED_PAREN), "");
static_assert(re2::RE2::ErrorTrailingBackslash == static_cast<int>(CRE2_TRAILING_BACKSLASH), "");

struct cre2_expression {
  re2::RE2 expression;

  cre2_expression(re2::StringPiece text, const re2::RE2::Options &options) : expression(text, options) {}
};

cre2_expression *cre2_compile(const uint8_t *text, size_t count, bool ignore_case, int64_t memory) {
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_log_errors(false);
  options.set_case_sensitive(!ignore_case);
  options.set_max_mem(memory);
  return new (std::nothrow) cre2_expression({reinterpret_cast<const char *>(text), count}, options);
}

void cre2_free(cre2_expression *expression) { delete expression; }

int cre2_error(const cre2_expression *expression) { return expression->expression.error_code(); }

const char *cre2_error_message(const cre2_expression *expression) { return expression->expression.error().c_str(); }

const char *cre2_error_about(const cre2_expression *expression, size_t *count) {
  const std::string &about = expression->expression.error_arg();
  *count = about.size();
  return about.data();
}

int cre2_size(const cre2_expression *expression) {
  return std::max(expression->expression.ProgramSize(), expression->expression.ReverseProgramSize());
}

int cre2_group_count(const cre2_expression *expression) {
  return expression->expression.NumberOfCapturingGroups();
}

const char *cre2_group_name(const cre2_expression *expression, int group) {
  const std::map<int, std::string> &names = expression->expression.CapturingGroupNames();
  auto found = names.find(group);
  return found == names.end() ? nullptr : found->second.c_str();
}

bool cre2_search(
    const cre2_expression *expression, const uint8_t *subject, size_t count, cre2_range *groups, int group_count) {
  // An empty subject may come without memory; RE2 tells a group that matched nothing from one that took no
  // part by its pointer.
  const char *bytes = count > 0 ? reinterpret_cast<const char *>(subject) : "";
  re2::StringPiece found[CRE2_GROUPS + 1];
  const int wanted = std::min(group_count, CRE2_GROUPS + 1);
  if (!expression->expression.Match({bytes, count}, 0, count, re2::RE2::UNANCHORED, found, wanted)) return false;
  for (int group = 0; group < wanted; group++) {
    const bool took_part = found[group].data() != nullptr;
    const ptrdiff_t start = took_part ? found[group].data() - bytes : -1;
    groups[group] = {start, took_part ? start + static_cast<ptrdiff_t>(found[group].size()) : -1};
  }
  return true;
}
