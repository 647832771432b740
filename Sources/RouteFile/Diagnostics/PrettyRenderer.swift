/// The form for people: the message, the place, the lines concerned with carets under the exact spans, what to do.
struct PrettyRenderer: LimitedRenderer {
  let sources: [SourceFile]
  let colour: Bool

  func render(_ failure: InputFailure) -> String {
    let head = paint("error", .error) + paint(": cannot read `\(VisibleText.visible(failure.path))`", .strong)
    return head + paint(": \(failure.message)", .strong) + "\n\n"
  }

  func render(leftOut count: Int, file: String) -> String {
    paint("\(count) more in \(file) not shown", .strong) + "\n\n"
  }

  func render(_ diagnostic: Diagnostic) -> String {
    let marks = self.marks(of: diagnostic)
    let width = marks.map { String($0.span.startLine).count }.max() ?? 1
    var lines = [head(of: diagnostic)]
    for (index, group) in byFile(marks).enumerated() {
      let place = "\(name(of: group[0].span)):\(group[0].anchor.startLine):\(group[0].anchor.startColumn)"
      let arrow = index == 0 ? "-->" : ":::"
      lines.append(String(repeating: " ", count: width + 1) + paint(arrow, .gutter) + " " + place)
      lines += excerpt(group, width: width)
    }
    lines += remarks(of: diagnostic, width: width)
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func head(of diagnostic: Diagnostic) -> String {
    let name = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
    return paint(name, diagnostic.severity == .error ? .error : .warning)
      + paint(": \(VisibleText.visible(diagnostic.message))", .strong)
  }

  private func remarks(of diagnostic: Diagnostic, width: Int) -> [String] {
    let remarks = diagnostic.notes.map { ("note", $0) } + diagnostic.help.map { ("help", $0) }
    guard !remarks.isEmpty else { return [] }
    let margin = String(repeating: " ", count: width + 2)
    return [margin + paint("|", .gutter)]
      + remarks.map { margin + paint("=", .gutter) + " " + paint($0.0, .strong) + ": " + VisibleText.visible($0.1) }
  }
}

// The lines of the file.
extension PrettyRenderer {
  /// One span to underline.
  private struct Mark {
    var span: SourceSpan
    /// The span that the heading of its file names.
    var anchor: SourceSpan
    var text: String
    var paint: Paint
    var character: Character
  }

  private func marks(of diagnostic: Diagnostic) -> [Mark] {
    let severity: Paint = diagnostic.severity == .error ? .error : .warning
    let main = Mark(
      span: diagnostic.span, anchor: diagnostic.span, text: diagnostic.label ?? "", paint: severity, character: "^")
    return [main]
      + diagnostic.secondary.map { label in
        let isHere = label.span.file == diagnostic.span.file
        return Mark(
          span: label.span, anchor: isHere ? diagnostic.span : label.span, text: label.text, paint: .gutter,
          character: "-")
      }
  }

  /// The marks of each file, in the order of its lines; the file of the problem itself comes first.
  private func byFile(_ marks: [Mark]) -> [[Mark]] {
    var files: [Int] = []
    for mark in marks where !files.contains(mark.span.file) { files.append(mark.span.file) }
    return files.filter { sources.indices.contains($0) }
      .map { file in marks.filter { $0.span.file == file }.sorted { $0.span < $1.span } }
  }

  private func excerpt(_ marks: [Mark], width: Int) -> [String] {
    let empty = String(repeating: " ", count: width + 2) + paint("|", .gutter)
    var lines = [empty]
    var shown: Int?
    for mark in marks {
      let number = mark.span.startLine
      let line = DisplayLine(source: sources[mark.span.file], line: number, around: mark.span.startColumn)
      if number != shown || line.isCut {
        if let shown, number > shown + 1 { lines.append(paint("...", .gutter)) }
        lines.append(gutter(number, width: width) + padded(line.text))
        shown = number
      }
      lines.append(empty + underline(mark, line))
    }
    return lines
  }

  private func gutter(_ number: Int, width: Int) -> String {
    let digits = String(number)
    return " " + String(repeating: " ", count: width - digits.count) + paint("\(digits) |", .gutter)
  }

  private func padded(_ text: String) -> String { text.isEmpty ? "" : " " + text }

  /// A span of several lines is underlined to the end of its first.
  private func underline(_ mark: Mark, _ line: DisplayLine) -> String {
    let span = mark.span
    let end = span.endLine > span.startLine ? Int.max : span.endColumn
    let cells = line.cells(from: span.startColumn, to: end)
    let carets = String(repeating: mark.character, count: cells.count)
    let label = mark.text.isEmpty ? "" : " " + VisibleText.visible(mark.text)
    return String(repeating: " ", count: cells.lowerBound + 1) + paint(carets + label, mark.paint)
  }
}

// Colours.
extension PrettyRenderer {
  /// Select Graphic Rendition parameters. See ECMA-48 §8.3.117.
  private enum Paint: String {
    case error = "1;31"
    case warning = "1;33"
    case gutter = "1;34"
    case strong = "1"
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    colour ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}
