import POSIXStream

/// Lines of a descriptor, read as they come so that a person can type them.
final class LineReader {
  private static let chunk = 4096
  private let descriptor: CInt
  private var waiting: [UInt8] = []
  private var searched = 0
  private var ended = false

  init(descriptor: CInt) { self.descriptor = descriptor }

  /// - Throws: a failure with `ExitStatus.noInput`.
  func next() throws(Failure) -> [UInt8]? {
    while true {
      if let newline = waiting[searched...].firstIndex(of: UInt8(ascii: "\n")) { return take(newline, dropping: 1) }
      searched = waiting.count
      if ended { return waiting.isEmpty ? nil : take(waiting.count, dropping: 0) }
      try fill()
    }
  }

  private func take(_ count: Int, dropping terminator: Int) -> [UInt8] {
    let line = Array(waiting[..<count])
    waiting.removeFirst(count + terminator)
    searched = 0
    return line
  }

  /// See read(2).
  private func fill() throws(Failure) {
    var bytes = [UInt8](repeating: 0, count: LineReader.chunk)
    var space = bytes.mutableSpan
    let result = LinuxSystemCalls.shared.read(descriptor, into: &space)
    switch result.error {
    case nil:
      ended = result.raw == 0
      waiting += bytes.prefix(result.raw)
    case .interrupted: return
    case let error?: throw Failure(.noInput, "cannot read standard input: \(error.message)")
    }
  }
}
