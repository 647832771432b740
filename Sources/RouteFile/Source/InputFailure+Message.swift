import Glibc

extension InputFailure {
  /// What is wrong with the input, without its name.
  package var message: String {
    switch kind {
    case .missing: "no such file"
    case .directory: "is a directory"
    case .symbolicLinkLoop: "symbolic links lead in a circle"
    case .notRegular(let what): "is \(what), not a regular file; `-` reads standard input"
    case .permissionDenied: "permission denied"
    case .tooLarge(let size?, let limit): "is \(size) bytes long; a route file has at most \(limit)"
    case .tooLarge(nil, let limit): "is longer than the \(limit) bytes that a route file may have"
    case .system(let error): Self.text(of: error)
    }
  }

  private static func text(of error: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    // SAFETY: strerror_r(3) writes at most the capacity that it is told, with a zero byte at the end.
    guard unsafe strerror_r(error, &buffer, buffer.count) == 0 else { return "error \(error)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
  }
}
