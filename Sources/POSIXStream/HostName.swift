import Glibc

/// The machine's name. See gethostname(2).
package func hostName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  // SAFETY: the call writes at most 255 bytes, and the last one stays NUL.
  guard unsafe gethostname(&name, 255) == 0 else { return "localhost" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
