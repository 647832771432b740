/// Reads a template's text once, from left to right.
///
/// A placeholder is a name, an optional `:argument`, then filters; see `opensPlaceholder` for what
/// begins one. Names end at a newline or another `<`, so that a forgotten `>` is noticed near its
/// `<`; arguments may hold both.
struct TemplateParser {
  private let text: [UInt8]
  /// Where the text ends; a last newline that the policy drops lies behind.
  private let end: Int
  private let terminator: [UInt8]
  private let separatesFrames: Bool
  let names: Names
  private var position = 0
  private var weight = 0
  private(set) var problems: [Template.Problem] = []

  /// Why a placeholder was given up.
  private enum Stop: Error {
    /// The placeholder that this `<` opened does not end.
    case unclosed(Int)
    /// A bound was passed, and reported: nothing more is read.
    case exhausted
  }

  init(_ text: [UInt8], newline: Template.NewlinePolicy, names: Names) {
    self.names = names
    self.text = text
    terminator = newline.terminator
    separatesFrames = newline != .verbatim
    var end = text.count
    if separatesFrames, text.last == 0x0a {
      end -= text.dropLast().last == 0x0d ? 2 : 1
    }
    self.end = end
  }

  mutating func parse() -> [Template.Part] {
    var parts = TemplateParts()
    while position < end {
      if opensPlaceholder(at: position) {
        placeholderOrProblem().map { parts.append($0) }
      } else if let length = newline(at: position) {
        parts.append(.text(terminator))
        position += length
      } else {
        parts.append(text[position])
        position += 1
      }
    }
    return parts.finish()
  }

  /// Reads the one placeholder that begins at `open`, with `marker` bytes before its name.
  ///
  /// - Returns: what it stands for, nothing where it has a problem, and where reading goes on.
  mutating func single(at open: Int, marker: Int) -> (part: Template.Part?, end: Int) {
    position = open
    let part = placeholderOrProblem(marker: marker)
    return (part, position)
  }

  mutating func report(_ kind: Template.Problem.Kind, at range: Range<Int>) {
    problems.append(.init(kind, at: range))
  }

  private mutating func placeholderOrProblem(marker: Int = 1) -> Template.Part? {
    do throws(Stop) {
      return try placeholder(depth: 0, marker: marker)
    } catch {
      switch error {
      case .unclosed(let open): report(.unclosed, at: open..<open + 1)
      case .exhausted: position = end
      }
      return nil
    }
  }

  /// Reads one placeholder, from its `<` to behind its `>`; nothing where it has a problem.
  private mutating func placeholder(depth: Int, marker: Int = 1) throws(Stop) -> Template.Part? {
    let open = position
    try charge(open)
    guard depth < Template.maximumDepth else {
      report(.tooDeep(limit: Template.maximumDepth), at: open..<open + 1)
      throw .exhausted
    }
    position += marker
    let name = try word(of: open)
    let argument = try argument(of: open, depth: depth)
    let content = content(named: name, argument)
    let known = problems.count
    var filters: [(filter: Filter, name: Range<Int>)] = []
    while text[position] == UInt8(ascii: "|") {
      try filter(of: open, depth: depth).map { filters.append($0) }
    }
    position += 1
    guard let content, problems.count == known else { return nil }
    return part(content, filters)
  }

  private mutating func filter(of open: Int, depth: Int) throws(Stop) -> (Filter, Range<Int>)? {
    try charge(position)
    let bar = position
    position += 1
    let name = try word(of: open)
    let argument = try argument(of: open, depth: depth)
    let shown = name.isEmpty ? bar..<bar + 1 : name
    return filter(named: string(name), at: shown, argument).map { ($0, shown) }
  }

  /// The bytes up to `:`, `|` or `>`.
  private mutating func word(of open: Int) throws(Stop) -> Range<Int> {
    let start = position
    while position < end {
      switch text[position] {
      case UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: ">"): return start..<position
      case UInt8(ascii: "<"), 0x0a: throw .unclosed(open)
      default: position += 1
      }
    }
    throw .unclosed(open)
  }

  /// Where a `:` stands: what follows up to `|` or `>`, cut at its commas.
  private mutating func argument(of open: Int, depth: Int) throws(Stop) -> WrittenArgument? {
    guard text[position] == UInt8(ascii: ":") else { return nil }
    position += 1
    var argument = WrittenArgument(from: position)
    while position < end {
      switch text[position] {
      case UInt8(ascii: "|"), UInt8(ascii: ">"):
        argument.finish(at: position)
        return argument
      case UInt8(ascii: "<") where opensPlaceholder(at: position):
        argument.append(try placeholder(depth: depth + 1))
      case let byte:
        argument.append(byte, at: position)
        position += 1
      }
    }
    throw .unclosed(open)
  }

  private mutating func charge(_ place: Int) throws(Stop) {
    weight += 1
    guard weight <= Template.maximumParts else {
      report(.tooManyParts(limit: Template.maximumParts), at: place..<place + 1)
      throw .exhausted
    }
  }

  func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  func bytes(_ range: Range<Int>) -> [UInt8] { Array(text[range]) }
}

// MARK: - What opens a placeholder, what separates frames

extension TemplateParser {
  /// `<` opens one when a letter, `_`, `=`, `0x` or a number with a filter follows.
  func opensPlaceholder(at place: Int) -> Bool {
    guard text[place] == UInt8(ascii: "<"), place + 1 < end else { return false }
    let next = text[place + 1]
    if ASCII.isLetter(next) || next == UInt8(ascii: "_") || next == UInt8(ascii: "=") { return true }
    if next == UInt8(ascii: "0"), place + 2 < end, text[place + 2] == UInt8(ascii: "x") { return true }
    return isNumberWithFilter(from: place + 1)
  }

  private func isNumberWithFilter(from start: Int) -> Bool {
    var place = start
    while place < end, ASCII.isDigit(text[place]) || "-.".utf8.contains(text[place]) { place += 1 }
    guard place > start, place < end, text[place] == UInt8(ascii: "|") else { return false }
    return Decimal(text.span.extracting(start..<place)) != nil
  }

  /// The length of the newline at `place`, where newlines separate frames: LF, or CR LF typed out.
  private func newline(at place: Int) -> Int? {
    guard separatesFrames else { return nil }
    if text[place] == 0x0a { return 1 }
    return text[place] == 0x0d && place + 1 < end && text[place + 1] == 0x0a ? 2 : nil
  }
}
