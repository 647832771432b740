import Glibc
import POSIXStream
import TestSupport
import Testing

/// What concerns the whole process. One suite, one after the other: there is one of each.
@Suite(.serialized) struct ProcessTests {
  @Test func `signals arrive as events of the loop`() async throws {
    let descriptor = Locked<Descriptor?>(try SignalPipe.open([SIGUSR2, SIGWINCH]))
    try await withEventLoop(clock: SystemClock.shared) { actor in
      guard let end = descriptor.with({ $0.take() }) else { throw NothingHappened("a pipe") }
      let pipe = try SignalPipe(end, on: actor.loop)
      defer { actor.loop.retire(pipe.gate) }
      for signal in [SIGUSR2, SIGWINCH, SIGUSR2, SIGUSR2] {
        // To the process: threads of the pool block signals, and so do those that they start.
        kill(getpid(), signal)
        #expect(await Self.next(pipe) == signal)
      }
      #expect(pipe.next() == nil)
    }
    SignalPipe.ignore(SIGUSR2)
    SignalPipe.ignore(SIGWINCH)
  }

  private static func next(_ pipe: SignalPipe) async -> Int32? {
    while true {
      if let signal = pipe.next() { return signal }
      let patience = pipe.gate.loop.clock.now() + .patience
      if await pipe.gate.wait(for: .readable, until: patience) == .deadline { return nil }
    }
  }

  @Test func `a signal that is ignored ends nothing`() {
    SignalPipe.ignore(SIGPIPE)
    kill(getpid(), SIGPIPE)
    #expect(LinuxSystemCalls.shared.write(-1, [1].span).error == .badDescriptor)
  }

  @Test func `the descriptor limit is raised as far as it goes`() {
    let raised = ProcessDescriptors.raiseLimit()
    #expect(raised >= 256)
    #expect(ProcessDescriptors.raiseLimit() == raised)
  }

  @Test func `a group is known by its name`() throws {
    #expect(try groupID(of: "root") == 0)
    #expect(throws: Errno.noSuchFile) { try groupID(of: "no-such-group") }
  }

  @Test func `a thread has run when it has been joined`() throws {
    let ran = Locked(false)
    let thread = try NativeThread("test-thread-with-a-long-name") { ran.with { $0 = true } }
    thread.join()
    #expect(ran.with { $0 })
  }

  @Test func `a loop's thread is joined once`() throws {
    let loop = try EventLoop()
    let thread = try LoopThread(loop, name: "test")
    let ran = Locked(false)
    loop.post { ran.with { $0 = loop.isOnLoop } }
    thread.join()
    thread.join()
    #expect(ran.with { $0 })
    #expect(!loop.isOnLoop)
  }
}
