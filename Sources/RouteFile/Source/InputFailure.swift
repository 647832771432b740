/// Why an input could not be read at all. Nothing in it was looked at; the process exits with 66.
package struct InputFailure: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case missing
    case directory
    case symbolicLinkLoop
    /// A FIFO, a socket or a device: `what` names it.
    case notRegular(what: String)
    case permissionDenied
    /// Above the limit, both in bytes; a size that is not known is nothing.
    case tooLarge(size: Int?, limit: Int)
    /// Any other answer of open(2), fstat(2) or read(2): the errno.
    case system(Int32)
  }

  /// The path as it was given.
  package var path: String
  package var kind: Kind

  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}
