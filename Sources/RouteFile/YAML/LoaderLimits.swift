/// The loader's own limits. libyaml has none that would stop a hostile file in time.
package enum LoaderLimits {
  /// Bytes of one file.
  package static let fileSize = 1 << 20
  /// Sequences and mappings inside one another.
  package static let depth = 64
  /// Scalars, sequences and mappings of one file; what an alias stands for counts each time.
  package static let nodes = 100_000
  /// Bytes that `${…}` may bring into one file.
  package static let substitutedBytes = 1 << 20
  /// Problems kept of one file; a reader sees far fewer.
  package static let diagnostics = 1000
}
