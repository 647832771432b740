import Framing
import Routing

enum Timestamp {
  /// `2026-01-02T03:04:05.678Z`: the form of `<now>`. See RFC 3339 §5.6.
  static func text(milliseconds: Int64) -> String {
    var text = Outbox()
    text.openFrame(limit: 64)
    text.appendTimestamp(milliseconds: milliseconds)
    return String(decoding: text.value(from: 0), as: UTF8.self)
  }
}
