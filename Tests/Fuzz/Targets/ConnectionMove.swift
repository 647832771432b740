import Glibc
import POSIXStream
import TestSupport

/// Something that happens to a connection: by its peer, its kernel, its clock or its process.
enum ConnectionMove: Sendable, Equatable {
  case send([UInt8])
  /// The peer takes so many bytes more.
  case makeRoom(Int)
  case end
  case reset
  /// The next such call does this instead.
  case answer(Call, Answer)
  /// epoll_wait(2) reports what is not so.
  case wake(writable: Bool)
  case pass(Duration)
  /// Nothing happens until the next deadline.
  case wait
  case drain
  case cut

  /// Whether deadlines may pass, or the process may end, so that the connection comes to another end.
  var movesTime: Bool {
    switch self {
    case .pass, .wait, .drain, .cut: true
    default: false
    }
  }

  var isFailure: Bool {
    switch self {
    case .reset: true
    case .answer(_, .fails(let error)): !error.isTransient
    default: false
    }
  }

  /// Each a letter, with its text or a byte behind it; letters that mean nothing are passed over.
  static func all(from pieces: inout Pieces) -> [ConnectionMove] {
    var moves: [ConnectionMove] = []
    while let letter = pieces.next(), moves.count < most {
      if let move = move(letter, &pieces) { moves.append(move) }
    }
    return moves
  }

  private static let most = 200

  private static func move(_ letter: UInt8, _ pieces: inout Pieces) -> ConnectionMove? {
    switch letter {
    case UInt8(ascii: "S"): .send(pieces.text())
    case UInt8(ascii: "N"): .send(pieces.text() + [0x0a])
    // The byte that ends a text, as telnet commands begin with it.
    case UInt8(ascii: "X"): .send([0xff, pieces.byte(), pieces.byte()])
    case UInt8(ascii: "w"): .makeRoom(Int(pieces.byte()) * 16)
    case UInt8(ascii: "E"): .end
    case UInt8(ascii: "R"): .reset
    case UInt8(ascii: "!"): .wake(writable: pieces.flag())
    case UInt8(ascii: "t"): .pass(pieces.choice(of: times))
    case UInt8(ascii: "T"): .wait
    case UInt8(ascii: "d"): .drain
    case UInt8(ascii: "c"): .cut
    case UInt8(ascii: "r"): .answer(.read, .atMost(Int(pieces.byte()) + 1))
    case UInt8(ascii: "q"): .answer(.write, .atMost(Int(pieces.byte()) + 1))
    default: failure(letter, &pieces)
    }
  }

  private static func failure(_ letter: UInt8, _ pieces: inout Pieces) -> ConnectionMove? {
    switch letter {
    case UInt8(ascii: "a"): .answer(.read, .fails(pieces.flag() ? .again : .interrupted))
    case UInt8(ascii: "b"): .answer(.write, .fails(pieces.flag() ? .again : .interrupted))
    case UInt8(ascii: "p"): .answer(.pollWait, .fails(.interrupted))
    case UInt8(ascii: "f"): .answer(.read, .fails(pieces.choice(of: errors)))
    case UInt8(ascii: "g"): .answer(.write, .fails(pieces.choice(of: errors)))
    case UInt8(ascii: "h"): .answer(.shutdownWrite, .fails(pieces.choice(of: errors)))
    case UInt8(ascii: "u"): .answer(.unacknowledged, .fails(pieces.choice(of: errors)))
    case UInt8(ascii: "v"): .answer(.available, .fails(pieces.choice(of: errors)))
    case UInt8(ascii: "m"): .answer(.pollModify, .fails(pieces.choice(of: errors)))
    case UInt8(ascii: "k"): .answer(.close, .fails(pieces.choice(of: errors)))
    default: nil
    }
  }

  private static let times: [Duration] = [
    .milliseconds(10), .milliseconds(400), .seconds(1), .seconds(3), .seconds(11), .seconds(31), .seconds(301),
  ]

  private static let errors: [Errno] = [
    .connectionReset, .brokenPipe, .timedOut, .badDescriptor, .invalid, .noMemory, .noBuffers,
    Errno(rawValue: ENOTCONN), Errno(rawValue: EIO), Errno(rawValue: EHOSTUNREACH),
  ]
}
