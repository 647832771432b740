/// One node of a parsed file, with the place where it stands.
///
/// An alias has become the node that its anchor names, so its span is the anchor's.
package struct Node: Sendable {
  package enum Kind: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    /// In the order of the file; no key occurs twice.
    case mapping([Entry])
    /// Something that was reported already, such as an unset `${NAME}`: its reader stays silent.
    case refused
  }

  package struct Entry: Sendable {
    package var key: Scalar
    package var value: Node

    package init(key: Scalar, value: Node) {
      self.key = key
      self.value = value
    }
  }

  package var kind: Kind
  package var span: SourceSpan

  package init(kind: Kind, span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}
