/// A step from bytes to bytes, written after `|`.
package enum Filter: Sendable, Equatable {
  case upper
  case lower
}
