import Glibc

/// A Python script in a process of its own: somebody who shares nothing with the code under test.
@safe package final class PythonProcess {
  private let directory = TemporaryDirectory()
  // SAFETY: open from `init` to `deinit`, and never handed out.
  private let output: UnsafeMutablePointer<FILE>
  private var number: pid_t = 0

  /// Starts `script`, whose standard output `line` reads.
  ///
  /// - Parameter arguments: plain words, as `sys.argv[1:]`.
  /// - Throws: `NothingHappened` where the process cannot be started.
  package init(_ script: String, arguments: [String] = []) throws {
    let text = "import os, sys\nprint(os.getpid(), flush=True)\n" + script
    let path = directory.path(of: "script.py")
    guard let file = unsafe fopen(path, "we") else { throw NothingHappened("a process") }
    unsafe fputs(text, file)
    unsafe fclose(file)
    let command = (["exec python3", path] + arguments).joined(separator: " ")
    guard let output = unsafe popen(command, "re") else { throw NothingHappened("a process") }
    unsafe self.output = output
    number = pid_t(line() ?? "") ?? 0
  }

  /// The next line that it writes, without its newline; nothing at the end.
  package func line() -> String? {
    var text = [CChar](repeating: 0, count: 1_024)
    // SAFETY: at most `count` characters are written, NUL included.
    guard unsafe fgets(&text, Int32(text.count), output) != nil else { return nil }
    return String(decoding: text.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    if number > 0 { kill(number, SIGKILL) }
    unsafe pclose(output)
  }
}
