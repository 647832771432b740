import Routing

extension PlanDecoder {
  /// The tables of all files.
  mutating func readTables(_ files: [Members]) -> [String: Table] {
    let key = KeyTable.File.tables
    var tables: [String: Table] = [:]
    var names: [String: SourceSpan] = [:]
    for entry in files.compactMap({ $0[key] }).flatMap({ readMap($0, key) ?? [] }) {
      checkLabel(entry.key, of: "a table's name")
      let table = readTable(entry)
      if let first = names[entry.key.text] {
        reportTwice("the table", entry.key, first: first)
      } else {
        names[entry.key.text] = entry.key.span
        tables[entry.key.text] = table
      }
    }
    return tables
  }

  private mutating func readTable(_ entry: Node.Entry) -> Table {
    guard case .mapping(let rows) = entry.value.kind else {
      wrongType(entry.value, entry.key.text, .map(of: .text))
      return Table(name: entry.key.text, entries: [])
    }
    var entries: [(key: [UInt8], value: [UInt8])] = []
    for row in rows {
      if let value = readScalar(row.value, row.key, .text) { entries.append((row.key.bytes, value.bytes)) }
    }
    return Table(name: entry.key.text, entries: entries)
  }
}
