import Dispatch
import FuzzTargets
import Glibc

/// libFuzzer's driver; it brings a `main` too, which this executable has already.
/// See https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library.
@_extern(c, "LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ testOneInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Runs libFuzzer, with its options on the command line. `FUZZ_TARGET` in the environment names the target.
@main struct Main {
  static func main() {
    // Before libFuzzer starts, which takes an exit of its target for a finding.
    _ = target
    // SAFETY: the arguments of the process live as long as it does; the driver may reorder them.
    var (count, arguments) = unsafe (CommandLine.argc, CommandLine.unsafeArgv)
    exit(unsafe runDriver(&count, &arguments) { unsafe testOneInput($0, $1) })
  }

  fileprivate static let target: FuzzTarget = {
    // SAFETY: nothing changes the environment of this process.
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      say("FUZZ_TARGET is one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
      exit(EX_USAGE)
    }
    return target
  }()
}

/// Standard error, unbuffered: what is said is there before the process ends.
private func say(_ message: String) {
  let line = Array("\(message)\n".utf8)
  _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
}

/// The name is the one that libFuzzer's own `main` links to.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // SAFETY: libFuzzer hands over `count` bytes at `data`, which it keeps for the length of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  let finished = DispatchSemaphore(value: 0)
  // The call has to block until the task is done, which may wait for another thread. It is no thread of the pool.
  Task.immediate {
    do throws(Violation) {
      try await Main.target.run(input)
    } catch {
      // A process that dies is how libFuzzer learns that the input is worth keeping.
      say("violation: \(error)")
      abort()
    }
    finished.signal()
  }
  finished.wait()
  return 0
}
