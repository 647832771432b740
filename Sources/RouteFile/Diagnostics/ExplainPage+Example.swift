extension ExplainPage {
  /// A file, as it is shown and as it is loaded. They differ where the problem cannot be shown, such as its size.
  package struct Example: Sendable, ExpressibleByStringLiteral {
    package var shown: String
    package var bytes: [UInt8]
    /// Files that are loaded after it, where the problem takes more than one.
    package var beside: [SourceFile]

    package init(shown: String, bytes: [UInt8], beside: [SourceFile] = []) {
      self.shown = shown
      self.bytes = bytes
      self.beside = beside
    }

    package init(stringLiteral text: String) { self.init(text) }
  }

  /// The smallest good file.
  static let smallest = "routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: \"ack:<line>\"\n"
}

// Short ways to write one down.
extension ExplainPage.Example {
  init(_ text: String) { self.init(shown: text, bytes: [UInt8](text.utf8)) }

  /// Two files that are given together.
  init(_ text: String, beside other: SourceFile) {
    self.init(
      shown: text + "# and in \(other.name), given with it:\n" + String(decoding: other.bytes, as: UTF8.self),
      bytes: [UInt8](text.utf8), beside: [other])
  }

  /// The smallest good file, after some lines.
  static func ack(after lines: String = "") -> Self { Self(lines + ExplainPage.smallest) }

  /// A file with one route of these lines, and a `listen` where they have none.
  static func route(_ lines: String) -> Self {
    let listen = lines.hasPrefix("listen") || lines.contains("\nlisten") ? "" : "listen: 127.0.0.1:7000\n"
    let body = (listen + lines).split(separator: "\n").map { "    \($0)\n" }
    return Self("routes:\n  ack:\n" + body.joined())
  }

  /// Lines at the top level, then such a route.
  init(_ lines: String, route: String) { self.init(lines + Self.route(route).shown) }

  /// The same with the reply of the smallest file.
  static func acknowledging(_ lines: String) -> Self { .route(lines + "\nreply: \"ack:<line>\"") }
}
