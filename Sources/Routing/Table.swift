/// A constant map of the route file, for `|lookup:NAME` and `<key:in NAME>`.
package final class Table: Sendable, Equatable {
  package let name: String
  /// In the order of the file.
  package let entries: [(key: [UInt8], value: [UInt8])]
  private let values: [[UInt8]: [UInt8]]

  package init(name: String, entries: [(key: [UInt8], value: [UInt8])]) {
    self.name = name
    self.entries = entries
    values = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(key: [UInt8]) -> [UInt8]? { values[key] }

  package static func == (a: Table, b: Table) -> Bool { a.name == b.name && a.values == b.values }
}
