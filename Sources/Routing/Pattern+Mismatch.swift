extension Pattern {
  /// How far a subject was as the pattern says, and what should have stood there.
  package struct Mismatch: Sendable, Equatable {
    /// In bytes from the beginning of the subject.
    package var offset: Int
    package var expected: Expectation

    package enum Expectation: Sendable, Equatable {
      case text([UInt8])
      /// This text, there or further on.
      case textBehind([UInt8])
      /// This text at the end of the subject, not before the offset.
      case textAtEnd([UInt8])
      /// The end of the subject.
      case end
      /// One byte at least.
      case something
      /// A placeholder's type, as the route language names it.
      case type(String)
      /// The number there is not within these two.
      case range(low: [UInt8], high: [UInt8])
      case choice([[UInt8]])
      /// A key of this table.
      case key(of: String)
      /// At least so many bytes.
      case bytes(Int)
      /// What a `<=…>` stood for could not be computed.
      case value
    }
  }

  /// Why `subject` does not match; nothing where it does. Leaves no binding behind. See `matches`.
  package func mismatch(
    _ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?, expected: (Template) -> [UInt8]?
  ) -> Mismatch? {
    let mark = bindings?.mark
    defer { if let mark { bindings?.rollback(to: mark) } }
    do throws(Failure) {
      try run(subject, Binder(bindings: bindings, contentOffset: contentOffset), expected)
      return nil
    } catch {
      return Mismatch(offset: error.offset, expected: expectation(error, expected))
    }
  }

  private func expectation(
    _ failure: Failure, _ expected: (Template) -> [UInt8]?
  ) -> Mismatch.Expectation {
    guard failure.element < elements.count else { return .end }
    switch elements[failure.element] {
    case .text(let text): return located(Array(literals[text.range].dropFirst(failure.taken)), failure.reason)
    case .value(let value): return expected(values[value]).map { located($0, failure.reason) } ?? .value
    case .capture(let content, _): return expectation(content, failure.reason)
    }
  }

  private func located(_ text: [UInt8], _ reason: Failure.Reason) -> Mismatch.Expectation {
    switch reason {
    case .notFound: .textBehind(text)
    case .notAtEnd: .textAtEnd(text)
    case .absent, .outOfRange: .text(text)
    }
  }

  private func expectation(_ content: Content, _ reason: Failure.Reason) -> Mismatch.Expectation {
    switch content {
    case .untyped, .rest: .something
    case .word: .type(CaptureType.word.rawValue)
    case .int(let range): expectation(of: .int, range, reason)
    case .num(let range): expectation(of: .num, range, reason)
    case .hex: .type(CaptureType.hex.rawValue)
    case .alpha: .type(CaptureType.alpha.rawValue)
    case .quoted: .type(CaptureType.quoted.rawValue)
    case .words(let set): words[set].table.map { .key(of: $0) } ?? .choice(words[set].words)
    case .bytes(let count), .unsigned(let count, _): .bytes(count)
    }
  }

  private func expectation(
    of type: CaptureType, _ range: Int?, _ reason: Failure.Reason
  ) -> Mismatch.Expectation {
    guard reason == .outOfRange, let range else { return .type(type.rawValue) }
    return .range(low: ranges[range].low, high: ranges[range].high)
  }
}
