extension Pattern {
  /// Whether `subject` looks like this. Binds what is captured, and leaves no binding behind where it does not.
  ///
  /// - Parameters:
  ///   - contentOffset: where `subject` stands in the content of the frame in hand; nothing where it is no part
  ///     of it, and captures are copied.
  ///   - expected: what a value stands for now; nothing, and then nothing matches it, where it cannot be computed.
  package func matches(
    _ subject: Span<UInt8>, contentOffset: Int?, bindings: Bindings?, expected: (Template) -> [UInt8]?
  ) -> Bool {
    let mark = bindings?.mark
    do throws(Failure) {
      try run(subject, Binder(bindings: bindings, contentOffset: contentOffset), expected)
      return true
    } catch {
      if let mark { bindings?.rollback(to: mark) }
      return false
    }
  }

  /// Where a match ended, and why.
  struct Failure: Error {
    /// How far the subject was read.
    var offset: Int
    /// An index into `elements`; their count where the subject goes on behind the last.
    var element: Int
    var reason: Reason
    /// How many bytes of the element's text stand before `offset`.
    var taken = 0

    enum Reason {
      /// What should stand at `offset` does not.
      case absent
      /// A text that should stand somewhere at or behind `offset`, or at the end of the subject, does not.
      case notFound
      case notAtEnd
      /// A number that begins at `offset` lies outside of its range.
      case outOfRange
    }
  }

  /// - Throws: `Failure` at the first place where the subject is not what the pattern says.
  func run(_ subject: Span<UInt8>, _ binder: Binder, _ expected: (Template) -> [UInt8]?) throws(Failure) {
    var place = 0
    var index = 0
    while index < elements.count {
      switch elements[index] {
      case .text(let text): place = try end(of: text, in: subject, at: place, index)
      case .value(let value): place = try end(of: expected(values[value]), in: subject, at: place, index)
      case .capture(let content, let slot) where content.isSearched:
        let found = try search(behind: content, at: index, in: subject, from: place, expected)
        binder.bind(slot, place..<found.text.lowerBound, in: subject)
        place = found.text.upperBound
        if found.isElement { index += 1 }
      case .capture(let content, let slot):
        let end = try end(of: content, in: subject, at: place, index)
        binder.bind(slot, place..<end, as: content, in: subject)
        place = end
      }
      index += 1
    }
    guard place == subject.count else { throw Failure(offset: place, element: index, reason: .absent) }
  }
}

// MARK: - Text

extension Pattern {
  private func end(
    of text: Text, in subject: Span<UInt8>, at place: Int, _ index: Int
  ) throws(Failure) -> Int {
    let literals = literals
    let literal = literals.span.extracting(text.range)
    let common = TextSearch.common(literal, with: subject, at: place, folding: ignoresCase)
    guard common == text.count else {
      throw Failure(offset: place + common, element: index, reason: .absent, taken: common)
    }
    return place + common
  }

  private func end(
    of value: [UInt8]?, in subject: Span<UInt8>, at place: Int, _ index: Int
  ) throws(Failure) -> Int {
    guard let value, TextSearch.common(value.span, with: subject, at: place, folding: false) == value.count else {
      throw Failure(offset: place, element: index, reason: .absent)
    }
    return place + value.count
  }

  /// Where the text behind the placeholder at `index` stands, which begins at `start`, and whether that text is
  /// an element of its own.
  private func search(
    behind content: Content, at index: Int, in subject: Span<UInt8>, from start: Int,
    _ expected: (Template) -> [UInt8]?
  ) throws(Failure) -> (text: Range<Int>, isElement: Bool) {
    let least = content == .rest ? start : start + 1
    guard least <= subject.count else { throw Failure(offset: start, element: index, reason: .absent) }
    let text = try following(index, in: subject, from: least, expected)
    let isElement = text != nil && index + 1 < elements.count
    guard content == .word else { return (text ?? subject.count..<subject.count, isElement) }
    let end = PatternScan.unblank(subject, from: start) ?? start
    let border = text ?? end..<end
    guard end > start, end >= border.lowerBound else {
      throw Failure(offset: end, element: end == start ? index : index + 1, reason: .absent)
    }
    return (border, isElement)
  }

  /// The text behind the placeholder at `index`; the end of the subject behind the last element, and nothing
  /// where another placeholder stands there.
  private func following(
    _ index: Int, in subject: Span<UInt8>, from least: Int, _ expected: (Template) -> [UInt8]?
  ) throws(Failure) -> Range<Int>? {
    guard index + 1 < elements.count else { return subject.count..<subject.count }
    switch elements[index + 1] {
    case .text(let text):
      let (literals, borders) = (literals, borders)
      return try find(
        literals.span.extracting(text.range), borders: borders.span.extracting(text.range), behind: index,
        in: subject, from: least, folding: ignoresCase)
    case .value(let value):
      guard let bytes = expected(values[value]) else {
        throw Failure(offset: least, element: index + 1, reason: .notFound)
      }
      let borders = TextSearch.borders(of: bytes.span)
      return try find(bytes.span, borders: borders.span, behind: index, in: subject, from: least, folding: false)
    case .capture: return nil
    }
  }

  private func find(
    _ text: Span<UInt8>, borders: Span<Int32>, behind index: Int, in subject: Span<UInt8>, from least: Int,
    folding: Bool
  ) throws(Failure) -> Range<Int> {
    if index + 2 == elements.count {
      let start = subject.count - text.count
      guard start >= least, TextSearch.common(text, with: subject, at: start, folding: folding) == text.count else {
        throw Failure(offset: least, element: index + 1, reason: .notAtEnd)
      }
      return start..<subject.count
    }
    guard let start = TextSearch.first(text, borders: borders, in: subject, from: least, folding: folding) else {
      throw Failure(offset: least, element: index + 1, reason: .notFound)
    }
    return start..<start + text.count
  }
}

// MARK: - Typed placeholders

extension Pattern {
  private func end(
    of content: Content, in subject: Span<UInt8>, at place: Int, _ index: Int
  ) throws(Failure) -> Int {
    guard let end = end(of: content, in: subject, at: place) else {
      throw Failure(offset: place, element: index, reason: .absent)
    }
    switch content {
    case .int(.some(let range)), .num(.some(let range)):
      guard ranges[range].contains(subject.extracting(place..<end)) else {
        throw Failure(offset: place, element: index, reason: .outOfRange)
      }
    default: break
    }
    return end
  }

  private func end(of content: Content, in subject: Span<UInt8>, at place: Int) -> Int? {
    switch content {
    case .int: PatternScan.int(subject, from: place)
    case .num: PatternScan.num(subject, from: place)
    case .hex: PatternScan.hex(subject, from: place)
    case .alpha: PatternScan.alpha(subject, from: place)
    case .quoted: PatternScan.quoted(subject, from: place)
    case .words(let set): words[set].end(in: subject, at: place)
    case .bytes(let count), .unsigned(let count, _): subject.count - place >= count ? place + count : nil
    case .untyped, .word, .rest: nil
    }
  }
}
