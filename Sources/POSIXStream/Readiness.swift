/// What a connection waits for, and what woke it.
///
/// Every wait of every connection asks these few questions. What is `public` and `@inlinable` here is so
/// that other modules answer them with an instruction; the standard library's own answers for option
/// sets are generic, and cost allocations where the optimiser cannot see both sides.
public struct Readiness: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  @inlinable public init(arrayLiteral elements: Readiness...) {
    var bits: UInt8 = 0
    for element in elements { bits |= element.rawValue }
    self.init(rawValue: bits)
  }

  @inlinable public var isEmpty: Bool { rawValue == 0 }
  @inlinable public func contains(_ other: Readiness) -> Bool { rawValue & other.rawValue == other.rawValue }
  @inlinable public func isDisjoint(with other: Readiness) -> Bool { rawValue & other.rawValue == 0 }
  @inlinable public static func == (a: Readiness, b: Readiness) -> Bool { a.rawValue == b.rawValue }

  /// A read would not block: bytes, the end of the stream, or an error.
  @inlinable public static var readable: Readiness { Readiness(rawValue: 1) }
  /// A write would not block: room, or an error.
  @inlinable public static var writable: Readiness { Readiness(rawValue: 2) }
  /// The deadline given to `wait` has passed.
  @inlinable public static var deadline: Readiness { Readiness(rawValue: 4) }
  /// The loop asks everybody to finish.
  @inlinable public static var shutdown: Readiness { Readiness(rawValue: 8) }
  /// One turn of the loop has passed, so that others had theirs.
  @inlinable public static var turn: Readiness { Readiness(rawValue: 16) }
  /// The loop's patience is over: end at once.
  @inlinable public static var cut: Readiness { Readiness(rawValue: 32) }

  /// Bytes may be taken by the gate's attendant, without waking the task that waits. Never happens by itself.
  @inlinable public static var attended: Readiness { Readiness(rawValue: 128) }

  /// The stream is broken: the peer has reset it, or neither side can send any more.
  @inlinable public static var lost: Readiness { Readiness(rawValue: 64) }

  /// A descriptor that is broken: reading and writing tell why.
  @inlinable public static var broken: Readiness { Readiness(rawValue: 1 | 2 | 64) }
  /// The loop asks to end, now or soon.
  @inlinable public static var ending: Readiness { Readiness(rawValue: 8 | 32) }
  /// What waits for bytes.
  @inlinable public static var toRead: Readiness { Readiness(rawValue: 1 | 8 | 32 | 128) }
  /// What waits for room: what is owed is paid even when the loop asks to finish.
  @inlinable public static var toWrite: Readiness { Readiness(rawValue: 2 | 32) }
  /// What waits for nothing but time.
  @inlinable public static var toPause: Readiness { Readiness(rawValue: 8 | 32 | 64) }
  /// What waits for the peer's end of stream.
  @inlinable public static var toLinger: Readiness { Readiness(rawValue: 1 | 32) }
}
