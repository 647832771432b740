/// A regular expression of RE2, searched anywhere in a subject, in a time linear in the subject.
///
/// Text and subject are bytes: each is a character of Latin-1, so `.` is one byte and letters above 0x7f have no
/// case. Groups `(?P<name>…)` are captures.
package struct RegularExpression: Sendable {
  /// As written in the route file.
  package let text: [UInt8]
  /// The names of its groups, in their order.
  package let captures: [String]
  package let ignoresCase: Bool
  private let search: CompiledExpression
  /// The groups, counted from 1, that are bound.
  private let groups: [(group: Int, slot: Int)]

  /// What one expression may take, in bytes: its program, and the states that are computed in searches. Beyond
  /// it an expression is refused; states that find no room are computed again, which takes longer and stays
  /// linear. See max_mem in re2.h.
  package static let maximumMemory = 1 << 20
  /// Groups of one expression, unnamed ones included.
  package static let maximumGroups = CompiledExpression.maximumGroups

  /// Compiles what a route file says, and declares its named groups in `names`.
  package static func compile(
    _ text: [UInt8], ignoreCase: Bool, names: inout Names
  ) -> (expression: RegularExpression?, problems: [Pattern.Problem]) {
    var problems: [Pattern.Problem] = []
    let compiled = CompiledExpression(text, ignoreCase: ignoreCase, memory: maximumMemory)
    if let failure = compiled.failure {
      problems.append(.init(failure.kind, at: failure.range(in: text, ignoreCase: ignoreCase)))
    }
    // What could not be compiled names its groups all the same, for the templates that show them.
    let groups = compiled.failure == nil ? compiled.groupNames : writtenNames(in: text).map { (group: 0, name: $0) }
    var place = 0
    var bound: [(group: Int, slot: Int)] = []
    for (group, name) in groups where name != "_" {
      let range = nameRange(name, in: text, from: &place)
      if let kind = fault(of: name, among: bound, in: names) { problems.append(.init(kind, at: range)) }
      bound.append((group, names.declare(name)))
    }
    guard problems.isEmpty else { return (nil, problems) }
    let captures = groups.map(\.name).filter { $0 != "_" }
    return (
      RegularExpression(text: text, captures: captures, ignoresCase: ignoreCase, search: compiled, groups: bound), []
    )
  }

  /// Whether it is found anywhere in `subject`; binds its groups as a pattern binds its captures.
  package func matches(_ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?) -> Bool {
    guard let bindings, let last = groups.last else { return search.isFound(in: subject) }
    let binder = Binder(bindings: bindings, contentOffset: contentOffset)
    return search.find(in: subject, groups: last.group) { group, range in
      for bound in groups where bound.group == group { binder.bind(bound.slot, range, in: subject) }
    }
  }

  /// What is wrong with the name of a group, behind those that are bound already.
  private static func fault(
    of name: String, among bound: [(group: Int, slot: Int)], in names: Names
  ) -> Pattern.Problem.Kind? {
    let isWord = name.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
    guard isWord, let first = name.utf8.first, !ASCII.isDigit(first), name != Names.escape else {
      return .badName(name)
    }
    return bound.contains { $0.slot == names.slots[name] } ? .duplicateCapture(name) : nil
  }

  /// Where the name of the next group stands.
  private static func nameRange(_ name: String, in text: [UInt8], from place: inout Int) -> Range<Int> {
    let written = Array("<\(name)>".utf8)
    guard let found = text.span.firstRange(of: written.span, from: place) else { return 0..<max(1, text.count) }
    place = found.upperBound
    return found.lowerBound + 1..<found.upperBound - 1
  }

  /// What stands in `(?P<…>`, as it is written.
  private static func writtenNames(in text: [UInt8]) -> [String] {
    let opening = Array("(?P<".utf8)
    var names: [String] = []
    var place = 0
    while let found = text.span.firstRange(of: opening.span, from: place) {
      let name = text[found.upperBound...].prefix { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: ")") }
      place = name.endIndex
      if place < text.count, text[place] == UInt8(ascii: ">") { names.append(String(decoding: name, as: UTF8.self)) }
    }
    return names
  }
}
