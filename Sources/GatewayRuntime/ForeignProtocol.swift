/// Recognises a client that speaks something else: a browser or a scanner that sends HTTP, or a TLS hello.
///
/// A line server that reflects the first line of an HTTP request lets a web page use it to attack the
/// browser's user (the ALPACA class of attacks), so such a connection is ended with nothing said.
struct ForeignProtocol {
  enum Verdict: Sendable { case undecided, native, foreign }

  private var searchedBytes: UInt16 = 0
  private(set) var verdict = Verdict.undecided
  /// The first byte of a TLS record that begins a handshake.
  static let handshake: UInt8 = 0x16

  /// No request line is longer than this: 8 KiB. See RFC 9112 §3.
  private static let longestLine = 8192

  /// Where the first line ends, once the verdict is that it is foreign.
  private(set) var searched: Int {
    get { Int(searchedBytes) }
    set { searchedBytes = UInt16(clamping: newValue) }
  }

  /// Judges the first bytes of a connection; asked again with more of them while undecided.
  mutating func judge(_ bytes: Span<UInt8>) -> Verdict {
    guard verdict == .undecided, !bytes.isEmpty else { return verdict }
    switch bytes[0] {
    case ForeignProtocol.handshake: verdict = ForeignProtocol.tlsHello(bytes)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): judgeLine(bytes)
    default: verdict = .native
    }
    return verdict
  }

  /// A handshake record of any version of TLS. See RFC 8446 §5.1.
  private static func tlsHello(_ bytes: Span<UInt8>) -> Verdict {
    if bytes.count >= 2, bytes[1] != 3 { return .native }
    if bytes.count < 3 { return .undecided }
    return bytes[2] <= 4 ? .foreign : .native
  }

  private mutating func judgeLine(_ bytes: Span<UInt8>) {
    while searched < bytes.count, searched < ForeignProtocol.longestLine {
      if bytes[searched] == UInt8(ascii: "\n") {
        verdict = ForeignProtocol.isRequestLine(bytes.extracting(0..<searched)) ? .foreign : .native
        return
      }
      searched += 1
    }
    if searched >= ForeignProtocol.longestLine { verdict = .native }
  }

  /// `METHOD target HTTP/1.x`. See RFC 9112 §3.
  private static func isRequestLine(_ line: Span<UInt8>) -> Bool {
    var end = line.count
    if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let version: [UInt8] = Array(" HTTP/1.".utf8)
    let versionStart = end - version.count - 1
    guard versionStart > 0, isDigit(line[end - 1]) else { return false }
    guard version.indices.allSatisfy({ line[versionStart + $0] == version[$0] }) else { return false }
    guard let space = (0..<versionStart).first(where: { line[$0] == UInt8(ascii: " ") }) else { return false }
    return (0..<space).allSatisfy { isUpper(line[$0]) } && versionStart > space + 1
  }

  private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
