import Framing

// Filters that write some bytes differently. None of them fails.
extension Filter {
  func applyRewriting(to outbox: inout Outbox, from start: Int) {
    if name == .oneline {
      outbox.withLinesJoined(from: start)
      return
    }
    let value = outbox.takeValue(from: start)
    switch name {
    case .replace: replace(in: value.span, to: &outbox)
    case .crlf: Filter.endLines(of: value.span, to: &outbox)
    case .escape: for byte in value { Filter.escape(byte, to: &outbox) }
    case .json: Filter.quote(value.span, to: &outbox)
    case .urlencode: for byte in value { Filter.percentEncode(byte, to: &outbox) }
    default: break
    }
  }

  private func replace(in value: Span<UInt8>, to outbox: inout Outbox) {
    guard let old = text(0), let new = text(1) else { return }
    var start = 0
    while !outbox.hasOverflowed, let found = value.firstRange(of: old.span, from: start) {
      outbox.appendValue(value.extracting(start..<found.lowerBound))
      outbox.appendValue(new.span)
      start = found.upperBound
    }
    outbox.appendValue(value.extracting(start...))
  }

  private static func endLines(of value: Span<UInt8>, to outbox: inout Outbox) {
    var place = 0
    while place < value.count {
      if let length = value.lineEnd(at: place) {
        outbox.appendValue(0x0d)
        outbox.appendValue(0x0a)
        place += length
      } else {
        outbox.appendValue(value[place])
        place += 1
      }
    }
  }

  private static func escape(_ byte: UInt8, to outbox: inout Outbox) {
    let letter: UInt8? =
      switch byte {
      case 0x0d: UInt8(ascii: "r")
      case 0x0a: UInt8(ascii: "n")
      case 0x09: UInt8(ascii: "t")
      case 0x00: UInt8(ascii: "0")
      case UInt8(ascii: "\\"): byte
      case 0..<0x20, 0x7f: UInt8(ascii: "x")
      default: nil
      }
    guard let letter else { return outbox.appendValue(byte) }
    outbox.appendValue(UInt8(ascii: "\\"))
    outbox.appendValue(letter)
    if letter == UInt8(ascii: "x") { outbox.appendHex(byte, upper: false) }
  }

  /// See RFC 3986 §2.3.
  private static func percentEncode(_ byte: UInt8, to outbox: inout Outbox) {
    if ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~".utf8.contains(byte) {
      outbox.appendValue(byte)
    } else {
      outbox.appendValue(UInt8(ascii: "%"))
      outbox.appendHex(byte, upper: true)
    }
  }

  /// A JSON string. See RFC 8259 §7.
  private static func quote(_ value: Span<UInt8>, to outbox: inout Outbox) {
    outbox.appendValue(UInt8(ascii: "\""))
    var place = 0
    while place < value.count {
      let length = UTF8Sequence.length(in: value, at: place)
      switch length {
      case 0: outbox.appendValue([0xef, 0xbf, 0xbd].span)
      case 1: quote(value[place], to: &outbox)
      default: outbox.appendValue(value.extracting(place..<place + length))
      }
      place += Swift.max(1, length)
    }
    outbox.appendValue(UInt8(ascii: "\""))
  }

  private static func quote(_ byte: UInt8, to outbox: inout Outbox) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      outbox.appendValue(UInt8(ascii: "\\"))
      outbox.appendValue(byte)
    case 0x0a: outbox.appendValue(Array("\\n".utf8).span)
    case 0x0d: outbox.appendValue(Array("\\r".utf8).span)
    case 0x09: outbox.appendValue(Array("\\t".utf8).span)
    case 0..<0x20:
      outbox.appendValue(Array("\\u00".utf8).span)
      outbox.appendHex(byte, upper: false)
    default: outbox.appendValue(byte)
    }
  }
}

extension Span<UInt8> {
  /// The length of the line end at `place`: CR LF, LF or CR.
  func lineEnd(at place: Int) -> Int? {
    switch self[place] {
    case 0x0a: 1
    case 0x0d: place + 1 < count && self[place + 1] == 0x0a ? 2 : 1
    default: nil
    }
  }
}

extension Outbox {
  /// Makes every line end of the value one blank.
  fileprivate mutating func withLinesJoined(from start: Int) {
    let kept = withValue(from: start) { value in
      var source = 0
      var target = 0
      while source < value.count {
        let length = value.span.lineEnd(at: source)
        value[target] = length == nil ? value[source] : 0x20
        target += 1
        source += length ?? 1
      }
      return target
    }
    dropValue(from: start + kept)
  }
}
