import Framing

/// A framing as a route file writes it, presets expanded into the kinds that they stand for.
enum FramingText {
  static func render(_ framing: Framing) -> String {
    YAMLWriter.flow(
      entries(framing.kind) + [
        ("max", SizeText.render(framing.maximum)), ("at_eof", framing.atEOF == .deliver ? "deliver" : "drop"),
      ])
  }

  private static func entries(_ kind: Framing.Kind) -> [(String, String)] {
    switch kind {
    case .line(let reply): [("line", reply == .crlf ? "crlf" : "lf")]
    case .crlf: [("crlf", "true")]
    case .delimiter(let marks): [("delimiter", YAMLWriter.list(marks.map(mark)))]
    case .fixed(let size, let trailer): [("fixed", "\(size)")] + self.trailer(trailer)
    case .binaryLength(let length): [("length", YAMLWriter.flow(entries(length)))]
    case .varint: [("length", "{ varint: true }")]
    case .decimalLength(let length): [("length", YAMLWriter.flow(entries(length)))]
    case .between(let start, let end, let outside):
      [("between", YAMLWriter.list([mark(start), mark(end)])), ("outside", outside == .skip ? "skip" : "refuse")]
    case .eof: [("eof", "true")]
    case .dot: [("dot", "true")]
    case .headers: [("headers", "{}")]
    case .resp: [("resp", "true")]
    case .raw: [("raw", "true")]
    }
  }

  private static func entries(_ length: Framing.BinaryLength) -> [(String, String)] {
    let field = [
      ("bytes", "\(length.bytes)"), ("endian", length.littleEndian ? "little" : "big"), ("adjust", "\(length.adjust)"),
    ]
    return field + (length.keepsHeader ? [("offset", "\(length.offset)"), ("header", "keep")] : [])
  }

  private static func entries(_ length: Framing.DecimalLength) -> [(String, String)] {
    switch length.width {
    case .digits(let digits): [("digits", "\(digits)")] + trailer(length.trailer)
    case .until(let byte): [("until", mark([byte]))] + trailer(length.trailer)
    }
  }

  private static func trailer(_ bytes: [UInt8]) -> [(String, String)] {
    bytes.isEmpty ? [] : [("trailer", mark(bytes))]
  }

  private static func mark(_ bytes: [UInt8]) -> String { YAMLText.quote(MarkText.render(bytes)) }
}
