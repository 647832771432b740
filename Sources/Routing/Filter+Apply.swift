import Framing

extension Filter {
  /// Replaces the value that stands from `start` to the end of the open frame by what this filter makes of it.
  ///
  /// Every argument must be known: see `resolved`. A result larger than the frame's limit marks the
  /// outbox as overflowed.
  /// - Throws: `FrameRefusal.badValue` where the value cannot be converted.
  func apply(to outbox: inout Outbox, from start: Int) throws(FrameRefusal) {
    switch name {
    case .upper: outbox.withValue(from: start) { ASCII.uppercase(&$0) }
    case .lower: outbox.withValue(from: start) { ASCII.lowercase(&$0) }
    default: throw .badValue(filter: name.rawValue)
    }
  }
}
