/// Finds one value in a JSON text. See RFC 8259.
///
/// The whole text is checked, so that what is found does not depend on where it stands; strings are
/// bytes, and need not be UTF-8. Where a name occurs twice, the last one counts.
struct JSONText {
  /// The text is not JSON, or nested deeper than `maximumDepth`.
  struct Malformed: Error {}

  static let maximumDepth = 64

  private let text: [UInt8]
  private let path: [[UInt8]]
  private var position = 0
  private var depth = 0
  private var found: Range<Int>?

  /// The value that `path` leads to by names of members and indexes of elements: a string's content,
  /// nothing for null or where the path leads nowhere, otherwise the value as it is written.
  static func value(at path: [[UInt8]], in text: [UInt8]) throws(Malformed) -> [UInt8] {
    var scan = JSONText(text: text, path: path)
    scan.skipBlanks()
    try scan.value(step: 0)
    scan.skipBlanks()
    guard scan.position == text.count else { throw Malformed() }
    guard let found = scan.found else { return [] }
    if text[found.lowerBound] == UInt8(ascii: "\"") { return JSONString.content(text[found]) }
    return text[found].elementsEqual("null".utf8) ? [] : Array(text[found])
  }

  private init(text: [UInt8], path: [[UInt8]]) {
    self.text = text
    self.path = path
  }

  /// Reads a value. `step` is how much of the path led here; nothing where the path leads elsewhere.
  private mutating func value(step: Int?) throws(Malformed) {
    let start = position
    depth += 1
    guard depth <= JSONText.maximumDepth else { throw Malformed() }
    switch peek {
    case UInt8(ascii: "{"): try object(step: step)
    case UInt8(ascii: "["): try array(step: step)
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try number()
    }
    depth -= 1
    if step == path.count { found = start..<position }
  }

  private mutating func object(step: Int?) throws(Malformed) {
    position += 1
    skipBlanks()
    if take("}") { return }
    repeat {
      skipBlanks()
      let name = try string()
      skipBlanks()
      guard take(":") else { throw Malformed() }
      skipBlanks()
      try value(step: next(step, step == nil ? [] : JSONString.content(text[name])))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw Malformed() }
  }

  private mutating func array(step: Int?) throws(Malformed) {
    position += 1
    skipBlanks()
    if take("]") { return }
    var index = 0
    repeat {
      skipBlanks()
      try value(step: next(step, step == nil ? [] : Array(String(index).utf8)))
      skipBlanks()
      index += 1
    } while take(",")
    guard take("]") else { throw Malformed() }
  }

  /// The step behind `step` where the path goes on with `name`. What an earlier value of the same
  /// name held is forgotten.
  private mutating func next(_ step: Int?, _ name: [UInt8]) -> Int? {
    guard let step, step < path.count, path[step] == name else { return nil }
    found = nil
    return step + 1
  }

  /// The range of a string, quotes included.
  private mutating func string() throws(Malformed) -> Range<Int> {
    let start = position
    guard take("\"") else { throw Malformed() }
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return start..<position
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw Malformed()
      default: break
      }
    }
    throw Malformed()
  }

  private mutating func escape() throws(Malformed) {
    guard let byte = peek else { throw Malformed() }
    position += 1
    guard byte == UInt8(ascii: "u") else {
      guard JSONString.simpleEscape(byte) != nil else { throw Malformed() }
      return
    }
    for _ in 0..<4 {
      guard let digit = peek, ASCII.hexValue(digit) != nil else { throw Malformed() }
      position += 1
    }
  }

  private mutating func number() throws(Malformed) {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try digits()
    }
  }

  private mutating func digits() throws(Malformed) {
    guard let first = peek, ASCII.isDigit(first) else { throw Malformed() }
    while let byte = peek, ASCII.isDigit(byte) { position += 1 }
  }

  private mutating func word(_ word: StaticString) throws(Malformed) {
    for byte in word.description.utf8 {
      guard peek == byte else { throw Malformed() }
      position += 1
    }
  }

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }
}
