package import Logging
package import POSIXStream
package import Routing

/// One event a line, as text or as a JSON object, into a sink that never blocks.
///
/// Whatever a value contains, it stays inside its field: quotes, line ends and control bytes are
/// escaped in both formats, so nothing a peer sends can forge a line.
package struct LineLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  /// The process's level, unless one was set for this logger alone.
  package var logLevel: Logger.Level {
    get { ownLevel ?? level.level }
    set { ownLevel = newValue }
  }
  private var ownLevel: Logger.Level?
  private let level: LogLevel
  package var metadataProvider: Logger.MetadataProvider?
  private let format: LogOptions.Format
  private let sink: LogSink
  private let clock: any LoopClock

  package init(
    _ format: LogOptions.Format, level: LogLevel, sink: LogSink, clock: any LoopClock = SystemClock.shared
  ) {
    self.format = format
    self.level = level
    self.sink = sink
    self.clock = clock
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = metadata
    if let more = event.metadata { fields.merge(more) { $1 } }
    sink.put(LineLogHandler.line(format, event.level, event.message, fields, clock: clock))
  }

  /// A whole line, line end included.
  package static func line(
    _ format: LogOptions.Format, _ level: Logger.Level, _ message: Logger.Message, _ fields: Logger.Metadata,
    clock: any LoopClock = SystemClock.shared
  ) -> [UInt8] {
    let time = Timestamp.text(milliseconds: clock.wallMilliseconds())
    var line = format == .json ? JSONLine() as any LogLine : TextLine()
    line.begin(time: time, level: level.rawValue, message: message.description)
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line.add(key, value) }
    return line.finished()
  }
}

/// One line in the making.
private protocol LogLine {
  mutating func begin(time: String, level: String, message: String)
  mutating func add(_ key: String, _ value: Logger.Metadata.Value)
  mutating func finished() -> [UInt8]
}

/// `2026-01-02T03:04:05.678Z info listening on 127.0.0.1:7000 route=ack`
private struct TextLine: LogLine {
  private var text = ""

  mutating func begin(time: String, level: String, message: String) {
    text = "\(time) \(level) \(LogEscape.text(message))"
  }

  mutating func add(_ key: String, _ value: Logger.Metadata.Value) {
    text += " \(key)=\(TextLine.written(value))"
  }

  private static func written(_ value: Logger.Metadata.Value) -> String {
    // What has parts (the counters) is JSON in both formats, so that one program reads both.
    guard !value.hasParts else { return JSONLine.json(value) }
    let plain = value.description
    let quoted = plain.isEmpty || plain.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x5c || $0 == 0x3d }
    return quoted ? "\"\(LogEscape.text(plain, quotes: true))\"" : LogEscape.text(plain)
  }

  mutating func finished() -> [UInt8] { Array(text.utf8) + [0x0a] }
}

/// `{"ts":"2026-01-02T03:04:05.678Z","level":"info","msg":"listening on 127.0.0.1:7000","route":"ack"}`
private struct JSONLine: LogLine {
  private var text = ""

  mutating func begin(time: String, level: String, message: String) {
    text = "{\"ts\":\"\(time)\",\"level\":\"\(level)\",\"msg\":\(LogEscape.json(message))"
  }

  mutating func add(_ key: String, _ value: Logger.Metadata.Value) {
    text += ",\(LogEscape.json(key)):\(JSONLine.json(value))"
  }

  mutating func finished() -> [UInt8] { Array(text.utf8) + Array("}\n".utf8) }

  static func json(_ value: Logger.Metadata.Value) -> String {
    switch value {
    case .string(let text): return LogEscape.json(text)
    case .stringConvertible(let number as any BinaryInteger): return "\(number)"
    case .stringConvertible(let number as Double) where number.isFinite: return "\(number)"
    case .stringConvertible(let flag as Bool): return "\(flag)"
    case .stringConvertible(let other): return LogEscape.json(other.description)
    case .array(let values): return "[" + values.map(json).joined(separator: ",") + "]"
    case .dictionary(let values):
      let members = values.sorted { $0.key < $1.key }.map { "\(LogEscape.json($0.key)):\(json($0.value))" }
      return "{" + members.joined(separator: ",") + "}"
    }
  }
}

extension Logger.MetadataValue {
  fileprivate var hasParts: Bool {
    switch self {
    case .dictionary, .array: true
    case .string, .stringConvertible: false
    }
  }
}

enum LogEscape {
  /// Control bytes as `\xNN`, so that a line stays a line.
  static func text(_ value: String, quotes: Bool = false) -> String {
    if isPlain(value) { return value }
    guard value.unicodeScalars.contains(where: { mustEscape($0) || (quotes && ($0 == "\"" || $0 == "\\")) }) else {
      return value
    }
    return value.unicodeScalars.reduce(into: "") { text, scalar in
      if mustEscape(scalar) {
        text += "\\x" + hex(scalar.value, width: 2)
      } else if quotes, scalar == "\"" || scalar == "\\" {
        text += "\\\(scalar)"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// A JSON string, quotes included. See RFC 8259 §7.
  static func json(_ value: String) -> String {
    if isPlain(value) { return "\"\(value)\"" }
    return value.unicodeScalars.reduce(into: "\"") { text, scalar in
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case _ where mustEscape(scalar): text += "\\u" + hex(scalar.value, width: 4)
      default: text.unicodeScalars.append(scalar)
      }
    } + "\""
  }

  /// Whether no reader of either format minds anything in it, which most values are: printable ASCII without quotes.
  private static func isPlain(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }
  }

  /// C0, DEL, C1, and the line and paragraph separators that some readers take for line ends.
  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  private static func hex(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
