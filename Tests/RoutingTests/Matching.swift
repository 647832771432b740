import Framing
import Routing

/// A pattern's text that had problems where none were expected.
struct PatternNotCompiled: Error { var problems: [Pattern.Problem] }

/// One pattern with what it may know, and the bindings it fills.
struct Matching {
  var names: Names
  let pattern: Pattern
  let bindings: Bindings

  init(_ text: String, ignoreCase: Bool = false, names: Names = Names()) throws {
    self.names = names
    let (pattern, problems) = Pattern.compile(Array(text.utf8), ignoreCase: ignoreCase, names: &self.names)
    guard let pattern else { throw PatternNotCompiled(problems: problems) }
    self.pattern = pattern
    bindings = Bindings(slots: self.names.slotCount, variables: names.variables.count)
  }

  /// What is captured, by name; nothing where the subject does not match.
  func captures(_ subject: [UInt8]) -> [String: [UInt8]]? {
    bindings.begin()
    let matches = pattern.matches(subject.span, contentOffset: 0, bindings: bindings) { value in
      computed(value, subject)
    }
    guard matches else { return nil }
    let pairs = pattern.captures.compactMap { name in
      names.slots[name].map { (name, bindings.value(of: $0, content: subject.span)) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  func mismatch(_ subject: [UInt8]) -> Pattern.Mismatch? {
    bindings.begin()
    return pattern.mismatch(subject.span, contentOffset: 0, bindings: bindings) { computed($0, subject) }
  }

  private func computed(_ value: Template, _ subject: [UInt8]) -> [UInt8]? {
    var outbox = Outbox()
    var scope = FixedScope(bytes: subject)
    scope.bindings = bindings
    return try? value.bytes(limit: 1 << 20, with: &outbox, scope: scope)
  }
}

/// What `pattern` captures of `subject`, as `name=value` with commas between; nothing where it does not match.
func captured(
  _ pattern: String, _ subject: String, ignoreCase: Bool = false, names: Names = Names()
) throws -> String? {
  let matching = try Matching(pattern, ignoreCase: ignoreCase, names: names)
  guard let captures = matching.captures(Array(subject.utf8)) else { return nil }
  return matching.pattern.captures.map { "\($0)=\(String(decoding: captures[$0] ?? [], as: UTF8.self))" }
    .joined(separator: ", ")
}

/// The problems of a pattern's text, each as the characters it points at and its kind.
func patternProblems(_ text: String, names: Names = Names()) -> [(shown: String, kind: Pattern.Problem.Kind)] {
  var names = names
  let bytes = Array(text.utf8)
  return Pattern.compile(bytes, ignoreCase: false, names: &names).problems.map {
    (String(decoding: bytes[$0.range], as: UTF8.self), $0.kind)
  }
}
