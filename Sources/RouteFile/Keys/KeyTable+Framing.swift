extension KeyTable {
  package static let framing = Section(
    "a framing", "Exactly one kind, and the options that go with it.", exactlyOneOf: Framings.kinds,
    [
      Framings.line, Framings.crlf, Framings.delimiter, Framings.fixed, Framings.length, Framings.netstring,
      Framings.octetCounted, Framings.between, Framings.mllp, Framings.stxEtx, Framings.dot,
      Framings.headers, Framings.http, Framings.sip, Framings.lsp, Framings.stomp, Framings.resp, Framings.eof,
      Framings.raw, Framings.max, Framings.atEOF, Framings.trailer, Framings.outside,
    ])

  package enum Framings {
    static let line = Key(
      "line", .either([.flag, .words([Word("lf", "Replies end in LF."), Word("crlf", "Replies end in CRLF.")])]),
      "LF or CRLF ends a frame; replies end in LF, or in CRLF with `line: crlf`.", examples: ["true", "crlf"])
    static let crlf = Key("crlf", .flag, "CRLF ends a frame; a bare CR or LF is a bad frame.")
    static let delimiter = Key(
      "delimiter", .oneOrMore(of: .bytes),
      "The first of these marks ends a frame, the longest where several begin; replies end in the first of the list.",
      examples: ["\"\\0\"", "[\";\\r\\n\", \";\"]"])
    static let fixed = Key(
      "fixed", .numberOrTemplate(1...SizeText.greatest),
      "Every frame has so many bytes, in a state's `read` as many as a template says; replies are sent as they are.",
      examples: ["4"])
    static let length = Key(
      "length", .section(KeyTable.length), "A length comes before every frame.",
      examples: ["{ bytes: 4 }", "{ varint: true }", "{ digits: 4 }"])
    static let netstring = Key("netstring", .flag, "Decimal length, colon, payload, comma: `5:hello,`.")
    static let octetCounted = Key(
      "octet-counted", .flag, "Decimal length, space, payload: `5 hello` (RFC 6587 §3.4.1).")
    static let between = Key(
      "between", .pair(of: .bytes), "A start mark, the frame, an end mark.", examples: ["[\"\\x0b\", \"\\x1c\\r\"]"])
    static let mllp = Key("mllp", .flag, "VT, the frame, FS CR: HL7's Minimal Lower Layer Protocol.")
    static let stxEtx = Key("stx-etx", .flag, "STX, the frame, ETX.")
    static let eof = Key("eof", .flag, "Everything up to the peer's end of stream is one frame.")

    static let dot = Key(
      "dot", .flag, "Lines up to one that is a dot alone; dots are stuffed and unstuffed (RFC 5321 §4.5.2).")
    static let headers = Key(
      "headers", .either([.flag, .section(KeyTable.headers)]),
      "Headers, an empty line, and a body of the length that a header names.",
      examples: ["{ length: Content-Length }", "{ end: \"\\0\" }"])
    static let http = Key("http", .flag, "Messages of HTTP/1.1 with a Content-Length: `headers` as it stands.")
    static let sip = Key("sip", .flag, "Messages of SIP (RFC 3261 §7).")
    static let lsp = Key("lsp", .flag, "Messages of the Language Server Protocol: headers without a start line.")
    static let stomp = Key("stomp", .flag, "STOMP 1.2 frames, which a NUL ends.")
    static let resp = Key("resp", .flag, "Requests as Redis takes them: arrays of bulk strings, or a line.")
    static let raw = Key("raw", .flag, "Whatever arrived; where a peer's bytes are cut is nobody's choice.")

    static let max = Key(
      "max", .size(orNone: false), "The largest frame; terminators and prefixes do not count.", default: "64KiB",
      examples: ["1KiB", "1MiB"])
    static let atEOF = Key(
      "at_eof",
      .words([
        Word("drop", "It is dropped and counted."), Word("deliver", "It is answered as if it were whole."),
      ]), "What becomes of a frame that the peer's end of stream cut short.", default: "drop")
    static let trailer = Key(
      "trailer", .bytes, "Bytes that follow every frame; goes with `fixed`.", examples: ["\"\\r\\n\""])
    static let outside = Key(
      "outside",
      .words([
        Word("refuse", "They are a bad frame."), Word("skip", "They are passed over."),
      ]), "What becomes of bytes between frames; goes with `between`, `mllp` and `stx-etx`.", default: "refuse")

    /// The kinds, of which a framing has exactly one.
    static let kinds = [
      line, crlf, delimiter, fixed, length, netstring, octetCounted, between, mllp, stxEtx, dot, headers, http, sip,
      lsp,
      stomp, resp, eof, raw,
    ]
    /// The kinds that need no options, so that the word alone will do.
    static let words = [
      line, crlf, netstring, octetCounted, mllp, stxEtx, dot, headers, http, sip, lsp, stomp, resp, eof, raw,
    ].map { Word($0.name, $0.summary) }
  }

  package static let headers = Section(
    "headers", "The shape of messages that begin with headers.",
    [Headers.startLine, Headers.length, Headers.separator, Headers.eol, Headers.end])

  package enum Headers {
    static let startLine = Key(
      "start_line", .boolean, "Whether a line comes before the headers: `<start>`.", default: "true")
    static let length = Key(
      "length", .oneOrMore(of: .text),
      "The header that tells the length of the body, in bytes, its name in any case; replies have the first of a list.",
      default: "Content-Length", examples: ["Content-Length", "[Content-Length, l]"])
    static let separator = Key(
      "separator", .bytes, "What a reply has between a header's name and its value.", default: "\": \"")
    static let eol = Key(
      "eol", .words([Word("crlf", "Lines end in CRLF."), Word("lf", "Lines end in LF.")]),
      "How the lines of a reply end.", default: "crlf")
    static let end = Key(
      "end", .either([.words([Word("none", "A body whose length no header tells is empty.")]), .bytes]),
      "What ends the body; where a header tells the length, the body may hold it too.", default: "none",
      examples: ["\"\\0\""])
  }

  package static let length = Section(
    "a length", "Binary, base-128 or decimal: exactly one of `bytes`, `varint`, `digits` and `until`.",
    exactlyOneOf: Length.kinds,
    [
      Length.bytes, Length.endian, Length.adjust, Length.offset, Length.header, Length.varint, Length.digits,
      Length.until, Length.trailer,
    ])

  package enum Length {
    static let bytes = Key("bytes", .number(1...8), "The width of a binary length.", examples: ["4"])
    static let endian = Key(
      "endian",
      .words([Word("big", "The highest byte comes first."), Word("little", "The lowest byte comes first.")]),
      "The order of the bytes of a binary length.", default: "big")
    static let adjust = Key(
      "adjust", .number(-1_048_576...1_048_576),
      "Added to what the field says, to give the size of the frame behind it.", default: "0", examples: ["-4"])
    static let offset = Key(
      "offset", .number(0...65_535), "Bytes of the header before the length; goes with `header: keep`.", default: "0",
      examples: ["2"])
    static let header = Key(
      "header",
      .words([Word("keep", "Header and length are part of the frame; the reply writes them too, the length corrected.")]
      ),
      "What becomes of the header that the length stands in; left out: the frame is what follows the length.")
    static let varint = Key("varint", .flag, "A base-128 length, the least significant group first.")
    static let digits = Key(
      "digits", .number(1...18), "The width of a decimal length, padded with zeros.", examples: ["4"])
    static let until = Key(
      "until", .bytes, "The byte that ends a decimal length without leading zeros.", examples: ["\":\""])
    static let trailer = Key(
      "trailer", .bytes, "Bytes that follow the frame; goes with `digits` and `until`.", examples: ["\",\""])

    static let kinds = [bytes, varint, digits, until]
  }
}
