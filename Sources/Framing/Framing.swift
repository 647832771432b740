/// How bytes become frames, and frames become bytes: the value of a route's `framing` key.
///
/// The kinds follow the route language's framing table. A framing is plain data; `FrameDecoder`
/// and `FrameEncoder` do the work.
package struct Framing: Sendable, Equatable {
  /// How a frame's end is found, and how a reply is wrapped.
  package var kind: Kind
  /// The largest frame, in bytes of payload; terminators and prefixes do not count.
  package var maximum: Int
  /// What becomes of a frame that the peer's end of stream cut short.
  package var atEOF: AtEOF

  /// Nothing larger than this is gathered unless the route says so: 64 KiB.
  package static let defaultMaximum = 64 * 1024

  package init(_ kind: Kind, maximum: Int = Framing.defaultMaximum, atEOF: AtEOF = .drop) {
    self.kind = kind
    self.maximum = maximum
    self.atEOF = atEOF
  }

  package enum AtEOF: Sendable, Equatable {
    /// A partial frame is dropped and counted.
    case drop
    /// A partial frame is handed on as if it were whole.
    case deliver
  }

  package enum Kind: Sendable, Equatable {
    /// LF or CRLF ends a frame; replies end in `reply`.
    case line(reply: LineEnd)
    /// Only CRLF ends a frame; a bare CR or LF is refused (RFC 5321 §2.3.8).
    case crlf
    /// The first of several marks ends a frame: the earliest place, the longest mark there.
    case delimiter([[UInt8]])
    /// Frames of a set size in bytes, followed by `trailer` where there is one.
    case fixed(Int, trailer: [UInt8])
    /// A binary length before the payload.
    case binaryLength(BinaryLength)
    /// A base-128 length, least significant group first, before the payload.
    case varint
    /// A decimal length before the payload: netstrings, octet counting (RFC 6587 §3.4.1).
    case decimalLength(DecimalLength)
    /// A start mark, the payload, an end mark: MLLP, STX/ETX.
    case between(start: [UInt8], end: [UInt8], outside: Outside)
    /// Everything up to the peer's end of stream is one frame.
    case eof
    /// CRLF lines up to one that is a dot alone; the content is unstuffed. See RFC 5321 §4.5.2.
    case dot
    /// A header block, an empty line, and a body of the length that a header names.
    case headers(Headers)
    /// Redis requests: arrays of bulk strings, and inline commands.
    case resp
    /// Whatever arrived.
    case raw
  }

  /// See RFC 9112 §2 for the shape with a start line.
  package struct Headers: Sendable, Equatable {
    package var startLine: Bool
    /// The header that tells the length of the body, in bytes.
    package var length: [UInt8]
    /// Other names of that header: the compact form of SIP (RFC 3261 §7.3.3).
    package var aliases: [[UInt8]]
    /// Between name and value where replies are written; reading takes it without its blanks.
    package var separator: [UInt8]
    package var eol: LineEnd
    /// What ends the body; where a header tells its length, the body may hold it too. Nothing: a body of untold
    /// length is empty.
    package var end: [UInt8]?

    package init(
      startLine: Bool = true, length: [UInt8] = Array("Content-Length".utf8), aliases: [[UInt8]] = [],
      separator: [UInt8] = Array(": ".utf8), eol: LineEnd = .crlf, end: [UInt8]? = nil
    ) {
      self.startLine = startLine
      self.length = length
      self.aliases = aliases
      self.separator = separator
      self.eol = eol
      self.end = end
    }
  }

  package enum LineEnd: Sendable, Equatable { case lf, crlf }

  package enum Outside: Sendable, Equatable {
    /// Bytes between frames are an error.
    case refuse
    /// Bytes between frames are passed over.
    case skip
  }

  package struct BinaryLength: Sendable, Equatable {
    /// The width of the field: 1 to 8 bytes.
    package var bytes: Int
    package var littleEndian: Bool
    /// Added to what the field says, to give the payload's size.
    package var adjust: Int
    /// Bytes before the field; only with `keepsHeader`.
    package var offset: Int
    /// Whether header and field are part of the frame.
    package var keepsHeader: Bool

    package init(
      bytes: Int, littleEndian: Bool = false, adjust: Int = 0, offset: Int = 0, keepsHeader: Bool = false
    ) {
      self.bytes = bytes
      self.littleEndian = littleEndian
      self.adjust = adjust
      self.offset = offset
      self.keepsHeader = keepsHeader
    }
  }

  package struct DecimalLength: Sendable, Equatable {
    package var width: Width
    /// Bytes that must follow the payload.
    package var trailer: [UInt8]

    package enum Width: Sendable, Equatable {
      /// So many digits, zero padded.
      case digits(Int)
      /// Digits up to this byte; no leading zero but `0` itself.
      case until(UInt8)
    }

    package init(_ width: Width, trailer: [UInt8] = []) {
      self.width = width
      self.trailer = trailer
    }
  }
}

/// The presets of the route language: short names of the kinds above.
extension Framing.Kind {
  /// `5:hello,`
  package static let netstring = Framing.Kind.decimalLength(
    .init(.until(UInt8(ascii: ":")), trailer: [UInt8(ascii: ",")]))
  /// `5 hello`. See RFC 6587 §3.4.1.
  package static let octetCounted = Framing.Kind.decimalLength(.init(.until(UInt8(ascii: " "))))
  /// VT, payload, FS CR. See HL7 Minimal Lower Layer Protocol, release 2.
  package static let mllp = Framing.Kind.between(start: [0x0b], end: [0x1c, 0x0d], outside: .refuse)
  package static let http = Framing.Kind.headers(.init())
  /// See RFC 3261 §7.
  package static let sip = Framing.Kind.headers(.init(aliases: [Array("l".utf8)]))
  /// The base protocol of the Language Server Protocol: headers without a start line.
  package static let lsp = Framing.Kind.headers(.init(startLine: false))
  /// See STOMP 1.2, "STOMP Frames".
  package static let stomp = Framing.Kind.headers(
    .init(length: Array("content-length".utf8), separator: [UInt8(ascii: ":")], eol: .lf, end: [0]))
  /// STX, payload, ETX.
  package static let stxEtx = Framing.Kind.between(start: [0x02], end: [0x03], outside: .refuse)
}
