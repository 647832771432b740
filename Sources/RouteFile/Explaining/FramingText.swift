import Framing
import Routing

/// A framing as a route file writes it, presets expanded into the kinds that they stand for.
enum FramingText {
  /// - Parameter size: the template of the frames' size, where a state has one.
  static func render(_ framing: Framing, size: Template? = nil) -> String {
    var kind = entries(framing.kind)
    if let size { kind = kind.map { $0.0 == "fixed" ? ($0.0, YAMLText.quote(size.text)) : $0 } }
    return YAMLWriter.flow(
      kind + [("max", SizeText.render(framing.maximum)), ("at_eof", framing.atEOF == .deliver ? "deliver" : "drop")])
  }

  /// How a reply is written, where nothing is read.
  static func render(_ kind: Framing.Kind) -> String { YAMLWriter.flow(entries(kind)) }

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
    case .headers(let headers): [("headers", YAMLWriter.flow(entries(headers)))]
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

  private static func entries(_ headers: Framing.Headers) -> [(String, String)] {
    let names = ([headers.length] + headers.aliases).map { YAMLText.quote($0) }
    return [
      ("start_line", headers.startLine ? "true" : "false"),
      ("length", names.count == 1 ? names[0] : YAMLWriter.list(names)), ("separator", mark(headers.separator)),
      ("eol", headers.eol == .lf ? "lf" : "crlf"), ("end", headers.end.map(mark) ?? "none"),
    ]
  }

  private static func trailer(_ bytes: [UInt8]) -> [(String, String)] {
    bytes.isEmpty ? [] : [("trailer", mark(bytes))]
  }

  private static func mark(_ bytes: [UInt8]) -> String { YAMLText.quote(MarkText.render(bytes)) }
}
