/// The schema that editors check and complete route files with: JSON Schema, draft-07, made from the key table.
///
/// It takes whatever a YAML reader of either version may make of a scalar: a number where digits stand, a boolean
/// for `true`. A `${…}` is let through everywhere, since only the environment says what comes of it.
package enum JSONSchema {
  /// The whole schema; the same text every time.
  package static func render() -> String {
    let root: JSONValue = [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "gateway route file",
      "description": .string(KeyTable.file.summary),
    ]
    let definitions = sections.dropFirst().map { section in
      JSONValue.Member(name: section.id, value: object(section))
    }
    let shared: JSONValue = ["definitions": .object(definitions)]
    return root.adding(object(KeyTable.file)).adding(shared).render() + "\n"
  }

  /// The file and every section within it, each once, in the order of the table.
  static let sections: [Section] = {
    var found: [Section] = []
    var queue = [KeyTable.file]
    while let section = queue.first {
      queue.removeFirst()
      guard !found.contains(where: { $0.id == section.id }) else { continue }
      found.append(section)
      queue += section.keys.flatMap(\.type.sections)
    }
    return found
  }()

  /// A closed object.
  private static func object(_ section: Section) -> JSONValue {
    let keys = section.keys.filter(\.isAvailable)
    var schema: JSONValue = ["type": "object"]
    if section.id != KeyTable.file.id { schema = ["description": .string(section.summary), "type": "object"] }
    let properties = keys.map { JSONValue.Member(name: $0.name, value: property($0)) }
    schema = schema.adding(["properties": .object(properties)])
    if section.allowsNotes { schema = schema.adding(["patternProperties": ["^x-": [:]]]) }
    schema = schema.adding(["additionalProperties": false])
    let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema = schema.adding(["required": .array(required)]) }
    guard !section.choice.isEmpty else { return schema }
    return schema.adding(["oneOf": .array(section.choice.map { ["required": [.string($0.name)]] })])
  }

  /// A key's own text stands beside its type; draft-07 ignores what stands beside a `$ref`, hence `allOf`.
  private static func property(_ key: Key) -> JSONValue {
    var schema: JSONValue = ["description": .string(key.summary)]
    if let text = key.defaultText { schema = schema.adding(["default": JSONValue(yaml: text)]) }
    if !key.examples.isEmpty {
      schema = schema.adding(["examples": .array(key.examples.map { JSONValue(yaml: $0) })])
    }
    if case .section(let section) = key.type { return schema.adding(["allOf": [reference(section)]]) }
    return schema.adding(type(key.type))
  }

  static func reference(_ section: Section) -> JSONValue {
    ["$ref": .string("#/definitions/\(section.id)")]
  }
}
