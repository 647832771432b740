/// The one owner of a file descriptor.
///
/// It cannot be copied, closing consumes it, and a descriptor that nobody closed is closed when its
/// owner goes: so each is closed exactly once, and never again on EINTR, after which Linux has
/// already given the number away. See close(2).
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32
  package let calls: any SystemCalls

  package init(_ number: Int32, calls: any SystemCalls) {
    self.number = number
    self.calls = calls
  }

  // An error of close(2) speaks of earlier writes, never of the descriptor, which is gone either way.
  deinit { _ = calls.close(number) }

  package consuming func close() {}
}
