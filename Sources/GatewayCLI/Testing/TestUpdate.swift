import RouteFile
import Routing

/// What has to be written anew in a file so that a test passes as it runs now.
struct TestUpdate: Sendable {
  /// Pieces of a file, each with what comes in its place.
  private(set) var edits: [Edit] = []
  /// Where something came that has no place to be written to.
  private(set) var refusals: [Place] = []

  struct Edit: Equatable, Sendable {
    /// Offsets in bytes, a byte-order mark left out.
    var range: Range<Int>
    /// Lines for lines of a transcript; one line for a scalar; nothing takes the lines away.
    var lines: [String]
    var isScalar: Bool
  }

  mutating func replace(_ steps: ArraySlice<TestCase.Step>, by received: [ReceivedLine]) {
    guard let first = steps.first, let last = steps.last else { return }
    if steps.allSatisfy({ $0.source.form == .line }) {
      let range = first.source.range.lowerBound..<last.source.range.upperBound
      edits.append(Edit(range: range, lines: received.map(\.text), isScalar: false))
    } else if steps.count == 1, first.source.form == .scalar {
      let bytes = received.flatMap { $0.content ?? [] }
      edits.append(Edit(range: first.source.range, lines: [YAMLText.quote(MarkedBytes.text(bytes))], isScalar: true))
    } else {
      refusals.append(first.place)
    }
  }

  /// Adds lines behind a step of a transcript.
  mutating func add(_ received: [ReceivedLine], behind step: TestCase.Step) {
    guard !received.isEmpty else { return }
    guard step.source.form == .line else { return refusals.append(step.place) }
    let end = step.source.range.upperBound
    edits.append(Edit(range: end..<end, lines: received.map(\.text), isScalar: false))
  }

  /// The bytes of a file with the edits made; everything else stays as it is.
  static func apply(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) where edit.range.lowerBound >= copied {
      result += bytes[copied..<edit.range.lowerBound]
      result += replacement(edit, in: bytes)
      copied = edit.range.upperBound
      // A line that goes takes its line end along.
      if edit.lines.isEmpty { copied = dropLine(&result, bytes, from: copied) }
    }
    return result + bytes[copied...]
  }

  private static func replacement(_ edit: Edit, in bytes: [UInt8]) -> [UInt8] {
    if edit.isScalar { return Array((edit.lines.first ?? "\"\"").utf8) }
    let start = lineStart(of: edit.range.lowerBound, in: bytes)
    let indent = bytes[start...].prefix { $0 == UInt8(ascii: " ") }
    let separator = [UInt8(ascii: "\n")] + indent
    let text = edit.lines.map { Array($0.utf8) }.joined(separator: separator)
    return (edit.range.isEmpty ? separator : []) + text
  }

  private static func lineStart(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  private static func dropLine(_ result: inout [UInt8], _ bytes: [UInt8], from end: Int) -> Int {
    while result.last == UInt8(ascii: " ") { result.removeLast() }
    return bytes[end...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? end
  }
}

/// Bytes as a scalar of a step says them: what is no UTF-8 as `<0xNN>`.
enum MarkedBytes {
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    guard String(validating: bytes, as: UTF8.self) == nil else { return bytes }
    return bytes.flatMap { byte in
      byte < 0x80 ? [byte] : Array("<0x\(Hex.digits(UInt32(byte), width: 2))>".utf8)
    }
  }
}
