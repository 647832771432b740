internal import CRE2

/// The one owner of an expression of RE2.
///
/// Sendable because RE2 documents a compiled expression as immutable and safe to be searched from several threads:
/// the states that a search adds to its cache are behind a lock of RE2's own.
@safe final class CompiledExpression: @unchecked Sendable {
  static let maximumGroups = Int(CRE2_GROUPS)
  /// Instructions of one expression. Each byte of a subject takes at most a step for each, where the states that a
  /// search meets find no room: for 64 KiB half a second, once, and not the ten seconds that RE2 would let it be.
  static let maximumSize = 1024

  private let expression: OpaquePointer?
  /// Why it cannot be searched.
  let failure: ExpressionFailure?

  /// - Parameter memory: bytes.
  init(_ text: [UInt8], ignoreCase: Bool, memory: Int) {
    unsafe expression = text.span.withUnsafeBufferPointer { memoryOfText in
      // SAFETY: RE2 copies the `count` bytes at the base; no text at all may come without memory.
      unsafe cre2_compile(memoryOfText.baseAddress, memoryOfText.count, ignoreCase, Int64(memory))
    }
    failure = unsafe CompiledExpression.failure(of: expression)
  }

  deinit {
    // SAFETY: compiled by `init`, freed here only.
    if let expression = unsafe expression { unsafe cre2_free(expression) }
  }

  /// Its named groups, in their order.
  var groupNames: [(group: Int, name: String)] {
    guard let expression = unsafe expression else { return [] }
    // SAFETY: `self` keeps the expression, and with it the names.
    let count = unsafe cre2_group_count(expression)
    return (0..<max(0, count)).compactMap { index in
      unsafe cre2_group_name(expression, index + 1).map { (Int(index) + 1, unsafe String(cString: $0)) }
    }
  }

  /// Whether it is found anywhere in `subject`.
  func isFound(in subject: Span<UInt8>) -> Bool {
    find(in: subject, groups: -1) { _, _ in }
  }

  /// Searches `subject`, and tells of the groups 1 to `groups` that took part where they stand.
  func find(in subject: Span<UInt8>, groups: Int, _ tell: (Int, Range<Int>) -> Void) -> Bool {
    guard failure == nil, let expression = unsafe expression else { return false }
    let count = max(0, min(groups, CompiledExpression.maximumGroups) + 1)
    return unsafe withUnsafeTemporaryAllocation(of: cre2_range.self, capacity: max(1, count)) { ranges in
      // SAFETY: the subject's memory is lent for the call, and RE2 fills no more than `count` ranges.
      let isFound = unsafe subject.withUnsafeBufferPointer { memory in
        unsafe cre2_search(expression, memory.baseAddress, memory.count, ranges.baseAddress, Int32(count))
      }
      guard isFound else { return false }
      for group in 0..<count where group > 0 {
        let range = unsafe ranges[group]
        if range.start >= 0, range.end >= range.start { tell(group, range.start..<range.end) }
      }
      return true
    }
  }

  private static func failure(of expression: OpaquePointer?) -> ExpressionFailure? {
    guard let expression = unsafe expression else {
      return ExpressionFailure(code: -1, message: "no memory", about: [])
    }
    let code = unsafe cre2_error(expression)
    guard code != 0 else {
      let groups = unsafe Int(cre2_group_count(expression))
      guard groups <= maximumGroups else {
        return ExpressionFailure(code: -1, message: "more than \(maximumGroups) groups", about: [])
      }
      guard unsafe cre2_size(expression) > maximumSize else { return nil }
      return ExpressionFailure(code: -1, message: "too large, more than \(maximumSize) instructions", about: [])
    }
    var count = 0
    // SAFETY: both texts live as long as the expression; the second has `count` bytes.
    let message = unsafe cre2_error_message(expression).map { unsafe String(cString: $0) }
    let about = unsafe cre2_error_about(expression, &count).map { start in
      unsafe UnsafeBufferPointer(start: start, count: count).map { UInt8(bitPattern: $0) }
    }
    return ExpressionFailure(code: Int(code), message: message ?? "", about: about ?? [])
  }
}
