/// Bytes as text that a log line can carry.
enum VisibleBytes {
  /// UTF-8 as it is, and every byte that belongs to none as `\xNN`. What else must not stand in a line is the
  /// handler's to escape.
  static func text(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    var decoder = UTF8()
    var rest = bytes[...]
    while !rest.isEmpty {
      var iterator = rest.makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) {
        text.unicodeScalars.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        text += "\\x" + hex(rest.removeFirst())
      }
      decoder = UTF8()
    }
    return text
  }

  private static func hex(_ byte: UInt8) -> String { String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
}
