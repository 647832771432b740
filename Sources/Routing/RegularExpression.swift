/// A regular expression with named groups, searched unanchored in linear time.
package struct RegularExpression: Sendable {
  package init() {}
}
