/// Placeholder: the whole scalar, until the text is read again.
package struct ScalarLocator: Sendable {
  let scalar: Scalar
  package func span(of range: Range<Int>) -> SourceSpan { scalar.span }
}
extension Scalar {
  package func locator() -> ScalarLocator { ScalarLocator(scalar: self) }
  package func span(of range: Range<Int>) -> SourceSpan { locator().span(of: range) }
}
