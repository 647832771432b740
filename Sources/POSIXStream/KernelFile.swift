import CLinuxShims

/// Files of /proc and /sys: a few lines each, read before anything is served.
enum KernelFile {
  /// Empty where it cannot be read.
  static func text(of path: String) -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes {
      // SAFETY: the call writes at most `count` bytes at `baseAddress`.
      unsafe shim_read_file(path, $0.baseAddress, $0.count)
    }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
