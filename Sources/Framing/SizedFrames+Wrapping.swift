/// A length is computed and written before the payload, or into the header that the payload begins with.
extension SizedFrames {
  /// The framings with a length; nil for all others.
  init?(_ kind: Framing.Kind) {
    switch kind {
    case .binaryLength(let field): self.init(field: .binary(field), trailer: [])
    case .varint: self.init(field: .varint, trailer: [])
    case .decimalLength(let length):
      switch length.width {
      case .digits(let count): self.init(field: .digits(count), trailer: length.trailer)
      case .until(let byte): self.init(field: .until(byte), trailer: length.trailer)
      }
    case .line, .crlf, .delimiter, .fixed, .between, .eof, .dot, .headers, .resp, .raw: return nil
    }
  }

  /// Wraps what stands from `start` to the end of `bytes`.
  func wrap(_ bytes: inout ByteBuffer, from start: Int) throws(FrameRefusal) {
    let count = bytes.count - start
    switch field {
    case .fixed: break
    case .binary(let field): try Self.write(field, &bytes, from: start)
    case .varint: Self.writeVarint(count, &bytes, at: start)
    case .digits(let width): try Self.write(count, digits: width, &bytes, at: start)
    case .until(let end):
      let width = Self.decimalDigits(count)
      try Self.write(count, digits: width, &bytes, at: start)
      bytes.insert([end], at: start + width)
    }
    bytes.append(trailer)
  }

  private static func write(
    _ field: Framing.BinaryLength, _ bytes: inout ByteBuffer, from start: Int
  ) throws(FrameRefusal) {
    let header = field.offset + field.bytes
    let count = bytes.count - start - (field.keepsHeader ? header : 0)
    let (said, overflow) = count.subtractingReportingOverflow(field.adjust)
    let fits = field.bytes >= 8 || said >> (8 * field.bytes) == 0
    guard !overflow, count >= 0, said >= 0, fits else { throw .lengthNotExpressible(bytes.count - start) }
    if !field.keepsHeader { bytes.insertZeros(header, at: start) }
    bytes.withMutableBytes(from: start) { frame in
      for index in 0..<field.bytes {
        let place = field.littleEndian ? field.offset + index : header - 1 - index
        frame[place] = UInt8(truncatingIfNeeded: said >> (8 * index))
      }
    }
  }

  private static func writeVarint(_ count: Int, _ bytes: inout ByteBuffer, at start: Int) {
    let groups = max(1, (Int.bitWidth - count.leadingZeroBitCount + 6) / 7)
    bytes.insertZeros(groups, at: start)
    bytes.withMutableBytes(from: start) { frame in
      for index in 0..<groups {
        let more: UInt8 = index < groups - 1 ? 0x80 : 0
        frame[index] = UInt8(count >> (7 * index) & 0x7f) | more
      }
    }
  }

  private static func write(
    _ count: Int, digits width: Int, _ bytes: inout ByteBuffer, at start: Int
  ) throws(FrameRefusal) {
    guard decimalDigits(count) <= width else { throw .lengthNotExpressible(count) }
    bytes.insertZeros(width, at: start)
    bytes.withMutableBytes(from: start) { frame in
      var rest = count
      for index in (0..<width).reversed() {
        frame[index] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
    }
  }

  private static func decimalDigits(_ count: Int) -> Int {
    var digits = 1
    var rest = count / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    return digits
  }
}
