/// Takes the commands of the Telnet protocol out of what a peer sends, and refuses every option. See RFC 854, RFC 855.
///
/// What arrives is stripped in place, across any chunk borders. `IAC IAC` is the byte 0xff, `CR NUL` a CR by
/// itself; commands and subnegotiations are nothing. DO is answered WONT and WILL is answered DONT, each
/// option once in each direction: no flood of requests makes a flood of answers, and two filters that face
/// each other fall silent (RFC 1143). A subnegotiation, which nobody asked for, is dropped as it comes.
package struct TelnetFilter: Sendable {
  private var state = State.data
  /// The last byte of data was a CR.
  private var hasReturn = false
  private var refusedDo = OptionCodes()
  private var refusedWill = OptionCodes()
  private var subnegotiated = 0
  /// Commands taken out so far.
  package private(set) var commands = 0

  private enum State: Sendable {
    case data
    case command
    /// Behind WILL, WONT, DO or DONT.
    case option(UInt8)
    case subnegotiation
    case subnegotiationCommand
  }

  /// Subnegotiations of more bytes are not of this world: 8 KiB.
  package static let longestSubnegotiation = 8192

  package init() {}

  /// A subnegotiation goes on and on; the connection is better ended.
  package var isOverlong: Bool { subnegotiated > TelnetFilter.longestSubnegotiation }

  /// Leaves data alone, moved to the front, and appends to `replies` what the peer is to be told.
  ///
  /// - Returns: How many bytes are left.
  package mutating func strip(_ bytes: inout MutableSpan<UInt8>, replies: inout [UInt8]) -> Int {
    var kept = 0
    for index in 0..<bytes.count {
      guard let byte = take(bytes[index], &replies) else { continue }
      bytes[kept] = byte
      kept += 1
    }
    return kept
  }

  /// The byte of data that comes of a byte, if one does.
  private mutating func take(_ byte: UInt8, _ replies: inout [UInt8]) -> UInt8? {
    switch state {
    case .data where byte == Telnet.iac: state = .command
    case .data: return takeData(byte)
    case .command: return takeCommand(byte)
    case .option(let verb): takeOption(byte, verb, &replies)
    case .subnegotiation where byte == Telnet.iac: state = .subnegotiationCommand
    case .subnegotiation: subnegotiated += isOverlong ? 0 : 1
    case .subnegotiationCommand where byte == Telnet.iac: state = .subnegotiation
    case .subnegotiationCommand: return takeCommand(byte)
    }
    return nil
  }

  private mutating func takeData(_ byte: UInt8) -> UInt8? {
    defer { hasReturn = byte == carriageReturn }
    return hasReturn && byte == 0 ? nil : byte
  }

  /// Any command but a doubled IAC ends a subnegotiation, as SE does.
  private mutating func takeCommand(_ byte: UInt8) -> UInt8? {
    if byte == Telnet.iac {
      state = .data
      return takeData(byte)
    }
    commands &+= 1
    subnegotiated = 0
    switch byte {
    case Telnet.will...Telnet.dont: state = .option(byte)
    case Telnet.sb: state = .subnegotiation
    default: state = .data
    }
    return nil
  }

  private mutating func takeOption(_ option: UInt8, _ verb: UInt8, _ replies: inout [UInt8]) {
    state = .data
    switch verb {
    case Telnet.do where refusedDo.insert(option): replies += [Telnet.iac, Telnet.wont, option]
    case Telnet.will where refusedWill.insert(option): replies += [Telnet.iac, Telnet.dont, option]
    default: break
    }
  }
}

/// See RFC 854, "Telnet command structure".
private enum Telnet {
  static let sb: UInt8 = 250
  static let will: UInt8 = 251
  static let wont: UInt8 = 252
  static let `do`: UInt8 = 253
  static let dont: UInt8 = 254
  static let iac: UInt8 = 255
}

/// A set of bytes.
private struct OptionCodes: Sendable {
  private var bits: InlineArray<4, UInt64> = .init(repeating: 0)

  /// False where the option is in it already.
  mutating func insert(_ option: UInt8) -> Bool {
    let (word, bit) = (Int(option >> 6), UInt64(1) << UInt64(option & 63))
    guard bits[word] & bit == 0 else { return false }
    bits[word] |= bit
    return true
  }
}
