extension Template {
  /// Where the placeholders stand in the text of a good template that are filled in when it is rendered: one for each
  /// value among its parts, in their order.
  package static func placeholders(in text: [UInt8], newline: NewlinePolicy, names: Names) -> [Range<Int>] {
    var parser = TemplateParser(text, newline: newline, names: names)
    var ranges: [Range<Int>] = []
    var place = 0
    while place < text.count {
      guard parser.opensPlaceholder(at: place) else {
        place += 1
        continue
      }
      let (part, end) = parser.single(at: place, marker: 1)
      if case .value? = part { ranges.append(place..<end) }
      place = max(end, place + 1)
    }
    return ranges
  }
}
