import CLinuxShims
import Glibc

/// The thread that a loop runs on, from `start` to `join`.
@safe package struct LoopThread: ~Copyable {
  package let loop: EventLoop
  private let thread: pthread_t

  /// Starts a thread named `name` (at most 15 bytes; see pthread_setname_np(3)) that turns the loop.
  ///
  /// - Throws: `Errno`. See pthread_create(3).
  package init(_ loop: EventLoop, name: String) throws(Errno) {
    self.loop = loop
    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(loop: loop, name: name))
    // SAFETY: the new thread takes over the one retain count of `start`.
    let error = unsafe pthread_create(&thread, nil, LoopThread.body, start.toOpaque())
    guard error == 0 else {
      unsafe start.release()
      throw Errno(rawValue: error)
    }
    self.thread = thread
  }

  /// Stops the loop and waits until its thread has ended.
  package consuming func join() {
    loop.stop()
    pthread_join(thread, nil)
  }

  private final class Start: Sendable {
    let loop: EventLoop
    let name: String

    init(loop: EventLoop, name: String) {
      self.loop = loop
      self.name = name
    }
  }

  private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    guard let argument = unsafe argument else { return nil }
    // SAFETY: the argument is the retained `Start` of `init`.
    let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    unsafe shim_name_thread(start.name)
    start.loop.run()
    return nil
  }
}
