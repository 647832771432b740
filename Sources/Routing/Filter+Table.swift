extension Filter {
  /// What the route language says about a filter: the one source of the compiler and the reference.
  package struct Definition: Sendable {
    package let name: Name
    /// Another spelling that is accepted.
    package var alias: String?
    /// Arguments are separated by commas; the last takes the rest.
    package var parameters: [Parameter] = []
    /// How many of the parameters must be there.
    package var required = 0
    /// As the reference shows them: `START,END`; optional ones in brackets.
    package var arguments = ""
    package let summary: String
    package let example: String
  }

  /// Every filter of the language under every accepted name, for the reference and for suggestions.
  package static let known: [(name: String, arguments: String, summary: String, example: String)] =
    definitions.flatMap { definition in
      let entry = (definition.name.rawValue, definition.arguments, definition.summary, definition.example)
      guard let alias = definition.alias else { return [entry] }
      return [entry, (alias, definition.arguments, "the same as `\(definition.name.rawValue)`", definition.example)]
    }

  /// The definition of `name` or of its accepted spelling.
  package static func definition(named name: String) -> Definition? { byName[name] }

  private static let byName: [String: Definition] = {
    var table: [String: Definition] = [:]
    for definition in definitions {
      table[definition.name.rawValue] = definition
      if let alias = definition.alias { table[alias] = definition }
    }
    return table
  }()

  package static let definitions: [Definition] = text + encodings + numbers + codes + checksums

  private static let width = Parameter.integer(0...maximumWidth)
  private static let text: [Definition] = [
    .init(
      name: .upper, alias: "uppercase",
      summary: "ASCII letters in upper case; other bytes stay", example: "<line|upper>"),
    .init(
      name: .lower, alias: "lowercase",
      summary: "ASCII letters in lower case; other bytes stay", example: "<line|lower>"),
    .init(name: .trim, summary: "without the blanks at both ends", example: "<line|trim>"),
    .init(name: .len, summary: "its length in bytes", example: "<line|len>"),
    .init(name: .reverse, summary: "its bytes, last one first", example: "<line|reverse>"),
    .init(
      name: .replace, parameters: [.nonEmptyText, .text], required: 2, arguments: "OLD,NEW",
      summary: "every OLD becomes NEW, from left to right", example: "<line|replace:a,b>"),
    .init(
      name: .field, parameters: [.integer(1...maximumWidth), .nonEmptyText], required: 1,
      arguments: "NUMBER[,SEPARATOR]",
      summary: "the field of that number, from 1, between blanks or between separators; a missing one is empty",
      example: "<line|field:2,;>"),
    .init(
      name: .slice, parameters: [.integer(0...Int.max), .integer(0...Int.max)], required: 1,
      arguments: "START[,END]",
      summary: "the bytes from START, counted from 0, to before END; what lies outside is left out",
      example: "<line|slice:0,4>"),
    .init(
      name: .pad, parameters: [width], required: 1, arguments: "WIDTH",
      summary: "blanks at the right, up to so many bytes", example: "<line|pad:8>"),
    .init(
      name: .lpad, parameters: [width], required: 1, arguments: "WIDTH",
      summary: "blanks at the left, up to so many bytes", example: "<n|lpad:8>"),
    .init(
      name: .zpad, parameters: [width], required: 1, arguments: "WIDTH",
      summary: "zeros at the left, behind a minus sign, up to so many bytes", example: "<n|zpad:8>"),
    .init(
      name: .fallback, parameters: [.text], required: 1, arguments: "TEXT",
      summary: "TEXT where there is nothing", example: "<line|default:nothing>"),
    .init(
      name: .oneline,
      summary: "every line end (CR LF, LF or CR) becomes a blank", example: "<frame|oneline>"),
    .init(name: .crlf, summary: "every line end (CR LF, LF or CR) becomes CR LF", example: "<frame|crlf>"),
  ]

  private static let encodings: [Definition] = [
    .init(
      name: .escape,
      summary: "`\\r`, `\\n`, `\\t`, `\\0`, `\\\\`, other control bytes as `\\xNN`; bytes above 0x7f stay",
      example: "<frame|escape>"),
    .init(
      name: .json,
      summary: "a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD",
      example: "{\"line\":<line|json>}"),
    .init(
      name: .urlencode,
      summary: "percent-encoded, all but letters, digits and `-._~` (RFC 3986)", example: "/?q=<line|urlencode>"),
    .init(
      name: .lookup, parameters: [.table], required: 1, arguments: "TABLE",
      summary: "what TABLE of `tables` holds for this key; nothing where it has no such key",
      example: "<line|lookup:prices|default:none>"),
    .init(
      name: .get, parameters: [.nonEmptyText], required: 1, arguments: "PATH",
      summary: "from JSON, by names and indexes with points between; a missing one and null are empty",
      example: "<line|get:user.name>"),
  ]

  private static let endian = Parameter.choice(["big", "little"])
  private static let numbers: [Definition] = [
    .init(
      name: .add, parameters: [.decimal], required: 1, arguments: "NUMBER",
      summary: "plus NUMBER, exactly; as all numbers, decimal and of about 18 digits", example: "<n|add:1>"),
    .init(
      name: .sub, parameters: [.decimal], required: 1, arguments: "NUMBER",
      summary: "minus NUMBER", example: "<n|sub:1>"),
    .init(
      name: .mul, parameters: [.decimal], required: 1, arguments: "NUMBER",
      summary: "times NUMBER", example: "<line|mul:1.8|add:32>"),
    .init(
      name: .mod, parameters: [.nonZeroDecimal], required: 1, arguments: "NUMBER",
      summary: "what is left after division; has the sign of NUMBER", example: "<n|mod:3>"),
    .init(
      name: .fixed, parameters: [.integer(0...Decimal.maximumScale)], required: 1, arguments: "PLACES",
      summary: "so many places after the point; halves are rounded away from zero", example: "<line|fixed:2>"),
    .init(name: .dec, summary: "a hexadecimal number as a decimal one", example: "<line|dec>"),
    .init(name: .u8, summary: "a whole number as one byte", example: "<n|u8>"),
    integer(.u16, "two"), integer(.u24, "three"), integer(.u32, "four"), integer(.u64, "eight"),
  ]

  private static func integer(_ name: Name, _ count: String) -> Definition {
    Definition(
      name: name, parameters: [endian], arguments: "[little]",
      summary: "a whole number as \(count) bytes, the highest first", example: "<n|\(name.rawValue):little>")
  }

  private static let codes: [Definition] = [
    .init(name: .base64, summary: "Base64 with padding (RFC 4648)", example: "<line|base64>"),
    .init(name: .unbase64, summary: "the bytes of Base64 with padding", example: "<line|unbase64>"),
    .init(name: .hex, summary: "two lower-case hexadecimal digits a byte", example: "<frame|hex>"),
    .init(name: .unhex, summary: "the bytes of hexadecimal digits", example: "<line|unhex>"),
  ]

  private static let checksums: [Definition] = [
    .init(name: .xor, summary: "all bytes xor-ed, as two upper-case hexadecimal digits", example: "$<line>*<line|xor>"),
    .init(name: .sum, summary: "the sum of all bytes modulo 256, as two hexadecimal digits", example: "<line|sum>"),
    .init(
      name: .crc16, parameters: [.choice(CRC16.allCases.map(\.rawValue))], required: 1, arguments: "VARIANT",
      summary: "CRC-16, as four hexadecimal digits: `arc`, `modbus`, `xmodem`, or `ccitt` (CRC-16/CCITT-FALSE)",
      example: "<frame|crc16:modbus>"),
    .init(
      name: .crc32, summary: "CRC-32 as of Ethernet and zlib, as eight hexadecimal digits", example: "<line|crc32>"),
    .init(name: .luhn, summary: "the check digit to be written behind these digits", example: "<line><line|luhn>"),
  ]
}
