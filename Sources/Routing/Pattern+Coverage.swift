// Whether one pattern takes everything that another takes. An answer of no may be wrong, one of yes is not.
extension Pattern {
  /// Whether every subject that `other` matches is matched by this pattern.
  ///
  /// Matches `other` as if it were a subject: texts are certain, placeholders are bytes of which only the kind is
  /// known, and where the way of a match would depend on them the answer is no.
  package func covers(_ other: Pattern) -> Bool {
    guard ignoresCase == other.ignoresCase else { return false }
    if text == other.text { return true }
    let subject = PatternSymbols(other)
    var place = 0
    var index = 0
    while index < elements.count {
      guard let next = step(index, over: subject, at: place) else { return false }
      place = next
      if case .capture(let content, _) = elements[index], content.isSearched, case .text? = element(index + 1) {
        index += 1
      }
      index += 1
    }
    return place == subject.count
  }

  /// Whether it holds `<=name>`, which is something else in every rule.
  package var holdsValues: Bool { !values.isEmpty }

  private func element(_ index: Int) -> Element? { index < elements.count ? elements[index] : nil }

  private func bytes(of text: Text) -> [UInt8] { Array(literals[text.range]) }

  /// Where the element ends, and behind a searched placeholder the text that ends it.
  private func step(_ index: Int, over subject: PatternSymbols, at place: Int) -> Int? {
    switch elements[index] {
    case .text(let text): return subject.spells(bytes(of: text), at: place) ? place + text.count : nil
    case .value: return nil
    case .capture(let content, _):
      guard content.isSearched else { return end(of: content, over: subject, at: place) }
      return search(content, index, over: subject, from: place)
    }
  }

  private func search(_ content: Content, _ index: Int, over subject: PatternSymbols, from place: Int) -> Int? {
    let least = content == .rest ? 0 : 1
    let found: Range<Int>?
    switch element(index + 1) {
    case nil: found = subject.count..<subject.count
    case .text(let text) where index + 2 == elements.count:
      let start = subject.count - text.count
      found = start >= place && subject.spells(bytes(of: text), at: start) ? start..<subject.count : nil
    case .text(let text):
      let sought = bytes(of: text)
      let start = self.start(behind: content, of: sought, over: subject, from: place)
      found = start.map { $0..<$0 + sought.count }
    case .capture, .value:
      // Only `word` can stand here: the other one must be just that, with no text behind it either.
      guard content == .word, subject.content(at: place) == .word,
        subject.content(at: place + 1) != nil || place + 1 == subject.count
      else { return nil }
      found = place + 1..<place + 1
    }
    guard let found, subject.hasBytes(least, in: place..<found.lowerBound),
      content != .word || subject.hasNoBlanks(place..<found.lowerBound)
    else { return nil }
    return found.upperBound
  }

  /// Where a text stands for the first time at or behind `place`, in every subject alike.
  private func start(
    behind content: Content, of text: [UInt8], over subject: PatternSymbols, from place: Int
  ) -> Int? {
    if let other = subject.content(at: place), other.isSearched, (other == .rest) == (content == .rest),
      subject.isEndedByText(at: place), text.starts(with: subject.bytes(from: place + 1).prefix(text.count)),
      let own = subject.textCount(at: place + 1), own <= text.count
    {
      return subject.spells(text, at: place + 1) ? place + 1 : nil
    }
    var next = content == .rest ? place : place + 1
    if content != .rest, case .stretch? = subject.symbol(at: place) { next = place }
    while next < subject.count {
      if case .byte = subject.symbols[next] {
        if subject.spells(text, at: next) { return next }
        guard subject.excludes(text, at: next) else { return nil }
      } else {
        guard let first = text.first, !subject.mayHold(first, at: next), subject.leastCount(at: next) > 0 else {
          return nil
        }
      }
      next += 1
    }
    return nil
  }
}

extension PatternSymbols {
  fileprivate func symbol(at place: Int) -> Symbol? { place < count ? symbols[place] : nil }

  fileprivate func isText(at place: Int) -> Bool {
    guard case .byte? = symbol(at: place) else { return false }
    return true
  }

  /// How long the text is that begins at `place`.
  fileprivate func textCount(at place: Int) -> Int? {
    guard isText(at: place) else { return nil }
    return bytes(from: place).count
  }

  /// Whether the placeholder at `place` ends where the text behind it stands first: that is, not for the last text.
  fileprivate func isEndedByText(at place: Int) -> Bool {
    guard let own = textCount(at: place + 1) else { return false }
    return place + 1 + own < count
  }
}

// MARK: - Typed placeholders

extension Pattern {
  /// Behind what a typed placeholder takes at `place`, in every subject alike.
  private func end(of content: Content, over subject: PatternSymbols, at place: Int) -> Int? {
    guard let other = subject.content(at: place) else { return end(of: content, overBytesOf: subject, at: place) }
    return takes(content, other, of: subject, at: place) ? place + 1 : nil
  }

  private func takes(_ content: Content, _ other: Content, of subject: PatternSymbols, at place: Int) -> Bool {
    switch (content, other) {
    case (.int(let range), .int(let inner)), (.num(let range), .num(let inner)):
      return includes(range, inner, of: subject.pattern)
    case (.num(let range), .int(let inner)):
      let next = subject.bytes(from: place + 1).first
      let isEnded = next.map { $0 != UInt8(ascii: ".") } ?? (place + 1 == subject.count)
      return isEnded && includes(range, inner, of: subject.pattern)
    case (.words(let set), .words(let inner)):
      return words[set].takesAll(of: subject.pattern.words[inner])
    case (.hex, .hex), (.alpha, .alpha), (.quoted, .quoted): return true
    case (.bytes(let count), .bytes(let inner)), (.bytes(let count), .unsigned(let inner, _)),
      (.unsigned(let count, _), .bytes(let inner)), (.unsigned(let count, _), .unsigned(let inner, _)):
      return count == inner
    default: return false
    }
  }

  private func includes(_ range: Int?, _ inner: Int?, of other: Pattern) -> Bool {
    guard let range else { return true }
    guard let inner else { return false }
    let (low, high) = (other.ranges[inner].low, other.ranges[inner].high)
    return ranges[range].contains(low.span) && ranges[range].contains(high.span)
  }

  private func end(of content: Content, overBytesOf subject: PatternSymbols, at place: Int) -> Int? {
    let bytes = subject.bytes(from: place)
    let isCut = place + bytes.count < subject.count
    guard let count = Self.certainEnd(of: content, in: bytes, isCut: isCut, words) else { return nil }
    switch content {
    case .int(.some(let range)), .num(.some(let range)):
      guard ranges[range].contains(bytes.span.extracting(0..<count)) else { return nil }
    default: break
    }
    return place + count
  }

  /// How many of the bytes a typed placeholder takes, whatever stands behind them if they are cut off.
  private static func certainEnd(
    of content: Content, in bytes: [UInt8], isCut: Bool, _ words: [WordSet]
  ) -> Int? {
    let span = bytes.span
    switch content {
    case .int: return certain(PatternScan.int(span, from: 0), bytes, isCut)
    case .hex: return certain(PatternScan.hex(span, from: 0), bytes, isCut)
    case .alpha: return certain(PatternScan.alpha(span, from: 0), bytes, isCut)
    case .num:
      let end = certain(PatternScan.num(span, from: 0), bytes, isCut)
      return isCut && end.map { bytes[$0] == UInt8(ascii: ".") } ?? false ? nil : end
    case .quoted: return PatternScan.quoted(span, from: 0)
    case .bytes(let count), .unsigned(let count, _): return bytes.count >= count ? count : nil
    case .words(let set):
      let mayGoOn = isCut && words[set].words.contains { $0.count > bytes.count && $0.starts(with: bytes) }
      return mayGoOn ? nil : words[set].end(in: span, at: 0)
    case .untyped, .word, .rest: return nil
    }
  }

  private static func certain(_ end: Int?, _ bytes: [UInt8], _ isCut: Bool) -> Int? {
    end.flatMap { isCut && $0 == bytes.count ? nil : $0 }
  }
}

extension WordSet {
  /// Whether it has every word of `other` and takes none of them for the beginning of a longer one.
  fileprivate func takesAll(of other: WordSet) -> Bool {
    let inner = Set(other.words)
    guard inner.isSubset(of: words) else { return false }
    return words.allSatisfy { word in
      inner.contains(word) || !other.words.contains { word.count > $0.count && word.starts(with: $0) }
    }
  }
}
