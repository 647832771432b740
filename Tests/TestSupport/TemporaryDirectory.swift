import Glibc

/// An empty directory of one test's own, removed with what is in it.
package final class TemporaryDirectory: Sendable {
  package let path: String

  /// - Precondition: /tmp can be written to.
  package init() {
    var template = Array("/tmp/gateway-test-XXXXXX".utf8CString)
    // SAFETY: the call writes into the six last characters of a NUL-terminated text.
    let made = unsafe mkdtemp(&template) != nil
    precondition(made, "no temporary directory")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package func path(of name: String) -> String { "\(path)/\(name)" }

  deinit {
    // SAFETY: the stream is closed once, and a name is read before the next is asked for.
    guard let directory = unsafe opendir(path) else { return }
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { unsafe unlink("\(path)/\(name)") }
    }
    unsafe closedir(directory)
    unsafe rmdir(path)
  }
}
