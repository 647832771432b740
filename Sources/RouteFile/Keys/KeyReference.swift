/// A key and where it may stand: `routes.timeouts.idle`. Names that the author chooses are left out.
package struct KeyReference: Sendable {
  package let path: String
  package let key: Key
}

extension KeyTable {
  /// Every key at every place, in the order of the table; what stands in several places comes several times.
  package static let references: [KeyReference] = references(in: file, prefix: "")

  private static func references(in section: Section, prefix: String) -> [KeyReference] {
    section.keys.flatMap { key in
      let path = prefix + key.name
      let inner = key.type.sections.flatMap { references(in: $0, prefix: path + ".") }
      return [KeyReference(path: path, key: key)] + inner
    }
  }

  /// What a path names: exactly, with the name of a route in it (`routes.ack.reply`), or by its end (`idle`), where
  /// the first in the order of the table is meant.
  package static func reference(_ path: String) -> KeyReference? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    let withoutName =
      parts.first == "routes" && parts.count > 2 ? "routes." + parts.dropFirst(2).joined(separator: ".") : path
    return references.first { $0.path == path } ?? references.first { $0.path == withoutName }
      ?? references.first { $0.path.hasSuffix(".\(path)") && $0.path.hasPrefix("routes.") }
      ?? references.first { $0.path.hasSuffix(".\(path)") }
  }

  /// Every kind of mapping that has a key of this name, available or not.
  static func owners(of name: String) -> [Section] { JSONSchema.sections.filter { $0[name] != nil } }
}
