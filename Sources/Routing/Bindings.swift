import Framing

/// What the author's names stand for on one connection: slots of the rule in hand, and variables.
///
/// A capture is a range of the frame's content as long as the frame is there, or bytes in the arena. What a
/// `goto` brings along is copied to the head of the arena and stays until the state is left. Confined to the
/// connection's loop; made only for routes that have names at all.
package final class Bindings {
  private enum Place {
    case unset
    /// Of the content of the frame in hand.
    case content(Range<Int>)
    case arena(Range<Int>)
  }

  private var slots: [Place]
  private var arena = ByteBuffer()
  /// The slots, and their bytes at the head of the arena, that belong to the state.
  private var inheritedSlots = 0
  private var inheritedBytes = 0
  /// What the slots held before each `bind` of the frame in hand, for `rollback`.
  private var log: [(slot: Int, before: Place)] = []
  /// In the order of `Route.variables`.
  package var variables: [[UInt8]]
  /// What the route's shared variables were at the step in hand, in the order of `Route.shared`.
  package var shared: [[UInt8]] = []

  package init(slots: Int, variables: Int) {
    self.slots = [Place](repeating: .unset, count: slots)
    self.variables = [[UInt8]](repeating: [], count: variables)
  }

  /// A new frame: what the last rule bound is forgotten, what the state inherited stays.
  package func begin() {
    for slot in inheritedSlots..<max(slots.count, inheritedSlots) { slots[slot] = .unset }
    arena.truncate(to: inheritedBytes)
    if !log.isEmpty { log.removeAll(keepingCapacity: true) }
  }

  /// A moment to go back to, within the frame in hand.
  struct Mark {
    fileprivate var changes: Int
    fileprivate var bytes: Int
  }

  var mark: Mark { Mark(changes: log.count, bytes: arena.count) }

  /// Undoes what was bound since `mark`: a match that failed leaves nothing behind.
  func rollback(to mark: Mark) {
    while log.count > mark.changes, let (slot, before) = log.popLast() { slots[slot] = before }
    arena.truncate(to: min(mark.bytes, arena.count))
  }

  /// Binds a slot to a range of the content of the frame in hand.
  package func bind(_ slot: Int, toContent range: Range<Int>) {
    replace(slot, by: .content(range))
  }

  /// Binds a slot to a copy of these bytes.
  package func bind(_ slot: Int, to bytes: Span<UInt8>) {
    guard slot < slots.count else { return }
    let start = arena.count
    arena.append(bytes)
    replace(slot, by: .arena(start..<arena.count))
  }

  private func replace(_ slot: Int, by place: Place) {
    guard slot < slots.count else { return }
    log.append((slot, slots[slot]))
    slots[slot] = place
  }

  /// Lends what a slot stands for; nothing has been bound to it means no bytes.
  package func withSlot<R>(_ slot: Int, content: Span<UInt8>, _ body: (Span<UInt8>) -> R) -> R {
    switch slot < slots.count ? slots[slot] : .unset {
    case .unset: body(content.extracting(0..<0))
    case .content(let range): body(content.extracting(range.clamped(to: 0..<content.count)))
    case .arena(let range): arena.withBytes { body($0.extracting(range)) }
    }
  }

  package func value(of slot: Int, content: Span<UInt8>) -> [UInt8] {
    withSlot(slot, content: content) { bytes in Array(bytes.indices.map { bytes[$0] }) }
  }

  /// Enters a state: `sources[n]` is the slot that becomes slot `n` there, nothing where no such name was bound.
  package func carry(_ sources: [Int?], content: Span<UInt8>) {
    let values = sources.map { source in source.map { value(of: $0, content: content) } }
    arena.truncate(to: 0)
    for slot in slots.indices { slots[slot] = .unset }
    for (slot, value) in values.enumerated() {
      if let value { bind(slot, to: value.span) }
    }
    log.removeAll(keepingCapacity: true)
    inheritedSlots = sources.count
    inheritedBytes = arena.count
  }
}
