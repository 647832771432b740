/// A transcript: a conversation as a person would note it down, a frame to a line.
///
/// `> text` is sent and `< text` expected; `<~ pattern` expects by pattern; `half_close`, `closed`, `reset` and
/// `wait 2s` stand by themselves. Blank lines and lines that begin with `#` are passed over.
struct TranscriptText {
  struct Line: Equatable {
    var kind: Kind
    /// The line in the transcript, in bytes, without its line end.
    var range: Range<Int>
    /// What stands behind the mark.
    var text: Range<Int>
  }

  enum Kind: Equatable {
    case send
    case expect
    case match
    case word(String)
    case wait(Duration)
  }

  struct Fault: Equatable {
    var code: DiagnosticCode
    var problem: ValueProblem
    /// Of the transcript, in bytes.
    var range: Range<Int>
  }

  private(set) var lines: [Line] = []
  private(set) var faults: [Fault] = []

  init(_ text: [UInt8]) {
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      read(text, start..<end)
      start = end + 1
    }
  }

  private mutating func read(_ text: [UInt8], _ range: Range<Int>) {
    let line = text[range]
    guard let first = line.first(where: { !UInt8.isBlank($0) }), first != UInt8(ascii: "#") else { return }
    if line.starts(with: "<~".utf8) {
      readMarked(.match, line, mark: 2)
    } else if line.first == UInt8(ascii: "<") {
      readMarked(.expect, line, mark: 1)
    } else if line.first == UInt8(ascii: ">") {
      readMarked(.send, line, mark: 1)
    } else {
      readWord(line)
    }
  }

  /// One blank stands between the mark and the text, and is no part of it.
  private mutating func readMarked(_ kind: Kind, _ line: ArraySlice<UInt8>, mark: Int) {
    let place = line.startIndex + mark
    guard place < line.endIndex else {
      return lines.append(Line(kind: kind, range: line.indices, text: place..<place))
    }
    guard line[place] == UInt8(ascii: " ") else {
      let mark = String(decoding: line[..<place], as: UTF8.self)
      let problem = ValueProblem("a blank stands between \(mark.quoted) and the text", help: "write `\(mark) …`")
      return faults.append(Fault(code: .badStep, problem: problem, range: line.startIndex..<place + 1))
    }
    lines.append(Line(kind: kind, range: line.indices, text: place + 1..<line.endIndex))
  }

  private mutating func readWord(_ line: ArraySlice<UInt8>) {
    let blanks = line.prefix(while: UInt8.isBlank).count
    let end = line.lastIndex { !UInt8.isBlank($0) && $0 != UInt8(ascii: "\r") }.map { $0 + 1 } ?? line.endIndex
    let range = line.startIndex + blanks..<end
    let text = String(decoding: line[range], as: UTF8.self)
    if TranscriptText.words.contains(text) {
      lines.append(Line(kind: .word(text), range: line.indices, text: range))
    } else if text.hasPrefix("wait ") {
      readWait(line, range.lowerBound + 5..<range.upperBound)
    } else {
      faults.append(Fault(code: .badStep, problem: TranscriptText.noStep(text), range: range))
    }
  }

  private mutating func readWait(_ line: ArraySlice<UInt8>, _ range: Range<Int>) {
    do throws(ValueProblem) {
      let duration = try DurationText.parse(String(decoding: line[range], as: UTF8.self))
      lines.append(Line(kind: .wait(duration), range: line.indices, text: range))
    } catch {
      faults.append(Fault(code: .badDuration, problem: error, range: range))
    }
  }

  static let words = KeyTable.Test.stepWords.map(\.name)

  static func noStep(_ text: String) -> ValueProblem {
    let marks = "`> sent`, `< received`, `<~ pattern`, "
    return ValueProblem(
      "\(text.quoted) is no line of a transcript", suggestion: Suggestion.near(text, in: words),
      help: "a line is \(marks)\(KeyType.choice((words + ["wait 2s"]).map(\.quoted)))")
  }
}

extension UInt8 {
  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
