/// What a connection waits for, and what woke it.
package struct Readiness: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A read would not block: bytes, the end of the stream, or an error.
  package static let readable = Readiness(rawValue: 1)
  /// A write would not block: room, or an error.
  package static let writable = Readiness(rawValue: 2)
  /// The deadline given to `wait` has passed.
  package static let deadline = Readiness(rawValue: 4)
  /// The loop asks everybody to finish.
  package static let shutdown = Readiness(rawValue: 8)
  /// One turn of the loop has passed, so that others had theirs.
  package static let turn = Readiness(rawValue: 16)
  /// The loop's patience is over: end at once.
  package static let cut = Readiness(rawValue: 32)
}
