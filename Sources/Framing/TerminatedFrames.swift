/// Frames that a terminator ends: `line`, `crlf`, `delimiter`.
extension Terminator {
  /// The size of a payload is known to exceed `maximum` once no payload can end at or before it, so
  /// nothing beyond `maximum` and one terminator is ever waited for.
  @inline(__always)
  static func reading(_ search: Search, maximum: Int, atEnd: Bool) -> Reading {
    switch search {
    case .ended(let payload, let next) where payload <= maximum:
      return .frame(payload: 0..<payload, consumed: next)
    case .open(let open) where open <= maximum:
      return atEnd ? .cut(payload: 0..<open) : .open(open)
    case .bare(let place) where place <= maximum:
      return .failed(.bad(.bareNewline), resume: .terminator, searched: place)
    case .ended(let place, _), .open(let place), .bare(let place):
      return .tooLong(maximum, resume: .terminator, searched: min(place, maximum))
    }
  }
}
