import POSIXStream

/// What one task of a loop takes, in the order in which others of the loop put it. Confined to the loop.
final class LoopQueue<Element> {
  private let loop: EventLoop
  private var gate: Gate?
  private var waiting: [Element] = []
  private var isClosed = false

  init(_ loop: EventLoop) { self.loop = loop }

  /// From now on there is somebody who takes.
  func open() { gate = loop.makeGate() }

  func put(_ element: Element) {
    waiting.append(element)
    wake()
  }

  /// What is there is still taken, and then there is no more.
  func close() {
    isClosed = true
    wake()
  }

  private func wake() {
    if let gate { loop.wakeSoon(gate, .readable) }
  }

  /// Suspends until there is something. Nothing once the queue is closed and empty.
  func next() async -> Element? {
    while waiting.isEmpty, !isClosed, let gate { _ = await gate.wait(for: .readable) }
    if !waiting.isEmpty { return waiting.removeFirst() }
    if let gate { loop.retire(gate) }
    gate = nil
    return nil
  }
}
