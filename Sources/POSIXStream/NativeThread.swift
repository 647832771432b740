import CLinuxShims
import Glibc

/// A thread of its own, from `init` to `join`: for loops, which never leave it, and for writers that may block.
@safe package struct NativeThread: ~Copyable {
  private let thread: pthread_t

  /// Runs `body` on a new thread named `name` (at most 15 bytes; see PR_SET_NAME in prctl(2)).
  ///
  /// - Throws: `Errno`. See pthread_create(3).
  package init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(Errno) {
    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
    // SAFETY: the new thread takes over the one retain count of `start`.
    let error = unsafe pthread_create(&thread, nil, NativeThread.run, start.toOpaque())
    guard error == 0 else {
      unsafe start.release()
      throw Errno(rawValue: error)
    }
    self.thread = thread
  }

  /// Waits until `body` has returned.
  package consuming func join() { pthread_join(thread, nil) }

  /// Lets the thread end on its own, whenever that is. See pthread_detach(3).
  package consuming func detach() { pthread_detach(thread) }

  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    guard let argument = unsafe argument else { return nil }
    // SAFETY: the argument is the retained `Start` of `init`.
    let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    unsafe shim_name_thread(start.name)
    start.body()
    return nil
  }
}
