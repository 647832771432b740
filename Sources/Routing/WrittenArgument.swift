/// What follows a `:`, cut at its commas.
struct WrittenArgument {
  private(set) var cells: [Cell] = []
  /// A placeholder inside has a problem of its own; nothing more need be said.
  private(set) var isBroken = false
  private var parts = TemplateParts()
  private var start: Int

  struct Cell {
    var parts: [Template.Part]
    var range: Range<Int>

    /// The bytes, where no placeholder waits for a value.
    var constant: [UInt8]? {
      if parts.isEmpty { return [] }
      guard parts.count == 1, case .text(let bytes) = parts[0] else { return nil }
      return bytes
    }
  }

  init(from start: Int) { self.start = start }

  mutating func append(_ byte: UInt8, at position: Int) {
    if byte == UInt8(ascii: ",") {
      finish(at: position)
      start = position + 1
    } else {
      parts.append(byte)
    }
  }

  mutating func append(_ part: Template.Part?) {
    guard let part else {
      isBroken = true
      return
    }
    parts.append(part)
  }

  mutating func finish(at position: Int) {
    cells.append(Cell(parts: parts.finish(), range: start..<position))
    parts = TemplateParts()
  }

  /// At most `count` cells; the last takes the rest, commas included.
  func cells(atMost count: Int) -> [Cell] {
    guard cells.count > count, let last = cells.last, count > 0 else { return cells }
    var rest = TemplateParts()
    for (index, cell) in cells[(count - 1)...].enumerated() {
      if index > 0 { rest.append(UInt8(ascii: ",")) }
      rest.append(cell.parts)
    }
    let range = cells[count - 1].range.lowerBound..<last.range.upperBound
    return cells.prefix(count - 1) + [Cell(parts: rest.finish(), range: range)]
  }

  /// The whole, commas included.
  var whole: Cell { cells(atMost: 1).first ?? Cell(parts: [], range: start..<start) }
}
