import FuzzTargets
import Glibc

/// What libFuzzer calls for every input. `FUZZ_TARGET` in the environment says which target that is for.
/// See https://llvm.org/docs/LibFuzzer.html.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // SAFETY: libFuzzer hands over `count` bytes at `data`, which it keeps for the length of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  let finished = Signal()
  // The call has to block until the task is done, which may wait for another thread. It is no thread of the pool.
  Task.immediate {
    do throws(Violation) {
      try await target.run(input)
    } catch {
      fatalError("violation: \(error)")
    }
    finished.send()
  }
  finished.wait()
  return 0
}

private let target: FuzzTarget = {
  // SAFETY: nothing changes the environment of this process.
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("FUZZ_TARGET is one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
  }
  return target
}()

/// See sem_wait(3).
private final class Signal: @unchecked Sendable {
  // SAFETY: one semaphore in memory of its own, until no one has a reference to it any more.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { unsafe sem_init(semaphore, 0, 0) }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  func send() { unsafe sem_post(semaphore) }
  func wait() { while unsafe sem_wait(semaphore) != 0 {} }
}
