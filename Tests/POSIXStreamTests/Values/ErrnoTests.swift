import Glibc
import POSIXStream
import Testing

@Suite struct ErrnoTests {
  @Test(arguments: [
    (Errno.again, "EAGAIN", "resource temporarily unavailable"),
    (.interrupted, "EINTR", "interrupted system call"),
    (.badDescriptor, "EBADF", "bad file descriptor"),
    (.brokenPipe, "EPIPE", "broken pipe"),
    (.connectionReset, "ECONNRESET", "connection reset by peer"),
    (.addressInUse, "EADDRINUSE", "address already in use"),
    (.accessDenied, "EACCES", "permission denied"),
    (.tooManyFiles, "EMFILE", "too many open files"),
    (Errno(rawValue: 99_999), "errno 99999", "error 99999"),
    (Errno(rawValue: -1), "errno -1", "error -1"),
  ])
  func `an error has the name of the manual and a text for people`(error: Errno, name: String, message: String) {
    #expect(error.name == name)
    #expect(error.message == message)
  }

  @Test func `an answer is a value or an error`() throws {
    #expect(CallResult.success(7).error == nil)
    #expect(try CallResult.success(7).get() == 7)
    #expect(CallResult.failure(.brokenPipe).error == .brokenPipe)
    #expect(throws: Errno.brokenPipe) { try CallResult.failure(.brokenPipe).get() }
    #expect(CallResult(raw: -Int(ENOSPC)).error == Errno(rawValue: ENOSPC))
  }

  @Test func `only EAGAIN and EINTR say nothing of the stream`() {
    let transient = (1...133).map { Errno(rawValue: $0) }.filter(\.isTransient)
    #expect(Set(transient) == [.again, .interrupted])
  }
}
