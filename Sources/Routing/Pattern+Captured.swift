extension Pattern {
  /// What a capture can hold.
  package enum Captured: Sendable, Equatable {
    /// Whatever stands there.
    case bytes
    case unblank
    /// Digits, `-` and a point.
    case number
    case hex
    case alpha
    /// What stands between double quotes, with its escapes resolved.
    case quoted
    /// One of these, in the case of the peer.
    case words([[UInt8]])
  }

  /// The slots that a match binds, in the order of the text.
  package var bound: [(slot: Int, content: Captured)] {
    elements.compactMap { element in
      guard case .capture(let content, .some(let slot)) = element else { return nil }
      return (slot, captured(content))
    }
  }

  private func captured(_ content: Content) -> Captured {
    switch content {
    case .untyped, .rest, .bytes: .bytes
    case .word: .unblank
    case .int, .num, .unsigned: .number
    case .hex: .hex
    case .alpha: .alpha
    case .quoted: .quoted
    case .words(let set): .words(words[set].words)
    }
  }
}
