extension JSONSchema {
  /// What a value of this type looks like once YAML was read.
  static func type(_ type: KeyType) -> JSONValue {
    switch type {
    case .text, .template, .pattern, .regularExpression: return ["type": ["string", "number", "boolean"]]
    case .bytes: return ["type": ["string", "number", "boolean"], "minLength": 1]
    case .words(let words): return ["anyOf": .array(words.flatMap(constants) + [substitution])]
    case .boolean: return ["enum": [true, false, "true", "false"]]
    case .flag: return ["enum": [true, "true"]]
    case .number(let range):
      return numbers(from: range.lowerBound, to: range.upperBound, pattern: "-?(0|[1-9][0-9]*)")
    case .numberOrTemplate(let range):
      return numbers(from: range.lowerBound, to: range.upperBound, pattern: "[1-9][0-9]*|.*<.+>.*")
    case .limit: return numbers(from: 1, to: .max, pattern: "[1-9][0-9]*|none")
    case .duration(let orNone): return pattern("[0-9]+(ms|s|m|h)".withNone(orNone))
    case .size(let orNone): return pattern("[0-9]+(B|KiB|MiB|GiB)".withNone(orNone))
    case .address:
      return pattern(#"unix:.+|(\*|localhost|[0-9.]+|\[[0-9A-Fa-f:.]+\])?:[0-9]{1,5}"#)
    case .block: return pattern("[0-9A-Fa-f:.]+(/[0-9]{1,3})?")
    case .mode: return ["type": ["string", "integer"], "pattern": .string(whole("[0-7]{3,4}"))]
    case .path: return ["type": "string", "minLength": 1, "maxLength": .number(ListenText.greatestPath)]
    case .section(let section): return reference(section)
    case .named(let section):
      return [
        "type": "object", "propertyNames": ["pattern": "^[A-Za-z0-9_.-]{1,64}$"],
        "additionalProperties": reference(section), "minProperties": 1,
      ]
    case .map(let item): return ["type": "object", "additionalProperties": self.type(item)]
    case .list, .pair, .oneOrMore: return list(type)
    case .either(let types): return ["anyOf": .array(types.map { self.type($0) })]
    case .anything: return [:]
    }
  }

  private static func list(_ type: KeyType) -> JSONValue {
    switch type {
    case .list(let item): ["type": "array", "items": self.type(item), "minItems": 1]
    case .pair(let item): ["type": "array", "items": self.type(item), "minItems": 2, "maxItems": 2]
    case .oneOrMore(let item): ["anyOf": [self.type(item), self.type(.list(of: item))]]
    default: [:]
    }
  }

  private static func constants(_ word: Word) -> [JSONValue] {
    let text: JSONValue = ["const": .string(word.name), "description": .string(word.summary)]
    guard let number = Int(word.name) else { return [text] }
    return [["const": .number(number), "description": .string(word.summary)], text]
  }

  private static func numbers(from least: Int, to greatest: Int, pattern: String) -> JSONValue {
    var number: JSONValue = ["type": "integer", "minimum": .number(least)]
    if greatest < .max { number = number.adding(["maximum": .number(greatest)]) }
    return ["anyOf": [number, self.pattern(pattern)]]
  }

  private static var substitution: JSONValue { ["type": "string", "pattern": #"\$\{"#] }

  private static func pattern(_ grammar: String) -> JSONValue {
    ["type": "string", "pattern": .string(whole(grammar))]
  }

  /// The whole text by the grammar, or any text with a substitution in it.
  private static func whole(_ grammar: String) -> String { #"^(\#(grammar))$|\$\{"# }
}

extension String {
  fileprivate func withNone(_ orNone: Bool) -> String { orNone ? "\(self)|none" : self }
}
