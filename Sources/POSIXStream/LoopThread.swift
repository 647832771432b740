/// The thread that a loop runs on, from `init` to `join`.
package final class LoopThread: Sendable {
  package let loop: EventLoop
  private let thread: Locked<NativeThread?>

  /// - Throws: `Errno`. See pthread_create(3).
  package init(_ loop: EventLoop, name: String) throws(Errno) {
    self.loop = loop
    thread = Locked(try NativeThread(name) { loop.run() })
  }

  /// Stops the loop and waits until its thread has ended. A second call does nothing.
  package func join() {
    guard let running = thread.with({ $0.take() }) else { return }
    loop.stop()
    running.join()
  }
}
