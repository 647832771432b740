import Framing
import GatewayRuntime
import RouteFile
import Routing

/// What `gateway try` says about a frame: which rule took it, and why those before did not.
struct TrialReport {
  let route: Route

  func text(of report: FrameReport) -> String {
    let state = route.states[report.state]
    let name = state.name.map { " in state \($0)" } ?? ""
    var lines = ["frame \(quoted(report.content))\(name)"]
    if report.subject != report.content { lines.append("  matched by \(quoted(report.subject))") }
    for (index, verdict) in report.verdicts.enumerated() {
      lines.append("  " + text(of: verdict, by: state.rules[index], number: index + 1))
    }
    if !report.isDecided { lines.append("  no rule takes it") }
    return lines.map { $0 + "\n" }.joined()
  }

  private func text(of verdict: FrameReport.Verdict, by rule: Rule, number: Int) -> String {
    let place = rule.place.map { " (\($0))" } ?? ""
    let name = "rule \(rule.name ?? String(number))\(place)"
    switch verdict {
    case .takes: return "\(name) takes it"
    case .noMatch(let reasons): return "\(name) does not: \(text(of: reasons, by: rule))"
    case .notFound: return "\(name) does not: nothing matches its `regex`"
    case .condition(let index, let value):
      let condition = rule.conditions[index]
      let patterns = condition.patterns.map { quoted($0.text) }.joined(separator: " or ")
      return "\(name) does not: its `when` wants \(patterns) for \(key(of: condition)), which is \(quoted(value))"
    case .refused(let index, let refusal):
      let key = index < rule.conditions.count ? " for \(key(of: rule.conditions[index]))" : ""
      return "\(name) breaks off in its `when`\(key): \(refusal.detail)"
    }
  }

  /// As the file writes it, without the brackets that make a placeholder of it.
  private func key(of condition: Condition) -> String { quoted(Array(condition.value.text.dropFirst().dropLast())) }

  private func text(of reasons: [Pattern.Mismatch], by rule: Rule) -> String {
    guard case .patterns(let patterns) = rule.match else { return "" }
    return zip(patterns, reasons).map { pattern, reason in
      "`\(EscapedText.render(pattern.text))` wants \(text(of: reason.expected)) at byte \(reason.offset + 1)"
    }.joined(separator: "; ")
  }

  private func text(of expected: Pattern.Mismatch.Expectation) -> String {
    switch expected {
    case .text(let text): return quoted(text)
    case .textBehind(let text): return "\(quoted(text)) somewhere behind the text"
    case .textAtEnd(let text): return "\(quoted(text)) at the end, not"
    case .end: return "the end"
    case .something: return "one byte or more"
    case .type(let type): return "`\(type)`"
    case .range(let low, let high): return "a number from \(EscapedText.render(low)) to \(EscapedText.render(high))"
    case .choice(let words): return words.map(quoted).joined(separator: " or ")
    case .key(let table): return "a key of the table `\(table)`"
    case .bytes(let count): return Tally.count(count, "byte")
    case .value: return "a value that cannot be computed"
    }
  }

  private func quoted(_ bytes: [UInt8]) -> String { "`\(EscapedText.render(bytes))`" }
}
