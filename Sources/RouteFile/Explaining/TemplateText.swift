import Framing
import Routing

/// Compiled templates as an author would write them; compiling the text gives the template again.
struct TemplateText {
  private let newline: Template.NewlinePolicy
  private var text: [UInt8] = []

  /// - Parameter newline: as the template was compiled with.
  static func render(_ template: Template, newline: Template.NewlinePolicy) -> [UInt8] {
    var writer = TemplateText(newline: newline)
    for (index, part) in template.parts.enumerated() {
      switch part {
      case .text(let bytes): writer.write(bytes, isLast: index == template.parts.count - 1)
      case .value(let value, let filters): writer.write(value, filters)
      }
    }
    return writer.text
  }

  private init(newline: Template.NewlinePolicy) { self.newline = newline }

  private mutating func append(_ more: String) { text += Array(more.utf8) }

  private mutating func byte(_ byte: UInt8) {
    let digits = String(byte, radix: 16)
    append("<0x\(digits.count < 2 ? "0" : "")\(digits)>")
  }

  /// Text of the author's own. A newline at the very end would be dropped where newlines separate frames.
  private mutating func write(_ bytes: [UInt8], isLast: Bool) {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    var offset = 0
    while offset < bytes.count {
      if let length = newlineLength(bytes[offset...]) {
        if isLast, offset + length == bytes.count {
          for index in 0..<length { byte(bytes[offset + index]) }
        } else {
          append("\n")
        }
        offset += length
      } else {
        write(bytes[offset], isUTF8: isUTF8)
        offset += 1
      }
    }
  }

  private mutating func write(_ byte: UInt8, isUTF8: Bool) {
    switch byte {
    case UInt8(ascii: "<"): append("<lt>")
    case 0x0a where newline != .verbatim, 0x0d where newline != .verbatim: self.byte(byte)
    case 0x80...: isUTF8 ? text.append(byte) : self.byte(byte)
    default: text.append(byte)
    }
  }

  /// How many bytes at the head a typed newline stands for.
  private func newlineLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    switch newline {
    case .verbatim: nil
    case .separator(.lf): bytes.first == 0x0a ? 1 : nil
    case .separator(.crlf): bytes.starts(with: [0x0d, 0x0a]) ? 2 : nil
    }
  }
}

// Placeholders and their filters.
extension TemplateText {
  private mutating func write(_ value: Template.Value, _ filters: [Filter]) {
    append("<")
    write(value)
    for filter in filters { write(filter) }
    append(">")
  }

  private mutating func write(_ value: Template.Value) {
    switch value {
    case .frame, .line: append("line")
    case .slot, .variable, .shared, .field: break
    case .peerIP: append("peer.ip")
    case .peerPort: append("peer.port")
    case .localPort: append("local.port")
    case .connectionID: append("conn.id")
    case .connectionSeconds: append("conn.seconds")
    case .frameNumber: append("n")
    case .route: append("route")
    case .host: append("host")
    case .uuid: append("uuid")
    case .now: append("now")
    case .nowFormatted(let format):
      append("now:")
      argument(format)
    case .random(let range): append("random:\(range.lowerBound)..\(range.upperBound)")
    case .constant(let bytes): constant(bytes)
    }
  }

  /// A number as it is; a byte by its name.
  private mutating func constant(_ bytes: [UInt8]) {
    let isNumber = bytes.allSatisfy { UInt8.isDigit($0) || "-.".utf8.contains($0) }
    guard !isNumber, let byte = bytes.first else {
      text += bytes
      return
    }
    let digits = String(byte, radix: 16)
    append("0x\(digits.count < 2 ? "0" : "")\(digits)")
  }

  private mutating func write(_ filter: Filter) {
    append("|\(filter.name.rawValue)")
    let parameters = Filter.definitions.first { $0.name == filter.name }?.parameters ?? []
    for (index, value) in filter.arguments.enumerated() {
      append(index == 0 ? ":" : ",")
      let words: [String] =
        if index < parameters.count, case .choice(let words) = parameters[index] { words } else { [] }
      write(value, words)
    }
  }

  private mutating func write(_ value: Filter.Argument, _ words: [String]) {
    switch value {
    case .text(let bytes): argument(bytes)
    case .integer(let number): append("\(number)")
    case .decimal(let number): append(TemplateText.decimal(number))
    case .choice(let index): append(index < words.count ? words[index] : "")
    case .rendered(let template, _):
      for part in template.parts {
        switch part {
        case .text(let bytes): argument(bytes)
        case .value(let value, let filters): write(value, filters)
        }
      }
    }
  }

  /// Bytes that would end an argument, or begin something in it, are written by their number.
  private mutating func argument(_ bytes: [UInt8]) {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    for byte in bytes {
      let isSpecial = "|><,".utf8.contains(byte) || byte < 0x20 || (byte >= 0x80 && !isUTF8)
      isSpecial ? self.byte(byte) : text.append(byte)
    }
  }

  private static func decimal(_ number: Decimal) -> String {
    guard number.scale > 0 else { return "\(number.units)" }
    let digits = String(number.units.magnitude)
    let padded = String(repeating: "0", count: max(0, number.scale + 1 - digits.count)) + digits
    return (number.units < 0 ? "-" : "") + padded.dropLast(number.scale) + "." + padded.suffix(number.scale)
  }
}
