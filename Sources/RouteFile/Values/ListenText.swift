package import Routing

/// Where a route listens, as text: `127.0.0.1:7000`, `[::1]:7000`, `localhost:7000`, `:7000`, `*:7000`, `unix:/run/x.sock`.
///
/// Nothing is resolved: a name other than `localhost` is an error, so that reading a file never asks the network.
package enum ListenText {
  package static let example = "127.0.0.1:7000"
  /// A unix socket's mode unless the file says another: nobody but its owner connects.
  package static let defaultMode: UInt32 = 0o600
  /// What fits into `sockaddr_un.sun_path` with its final zero. See unix(7).
  package static let greatestPath = 107

  package static func parse(_ text: String) throws(ValueProblem) -> Listen.Endpoint {
    guard !text.isEmpty else { throw expected(text) }
    if text.hasPrefix("unix:") {
      let path = try unixPath(String(text.dropFirst(5)), offset: 5)
      return .unix(path: path, mode: defaultMode, group: nil)
    }
    if let scheme = text.firstRange(of: "://") { throw withoutScheme(text, scheme) }
    if text.contains(",") { throw severalAddresses(text) }
    guard let colon = text.lastIndex(of: ":") else { throw withoutPort(text) }
    let host = String(text[..<colon])
    let start = host.utf8.count + 1
    let parsed = try parseHost(host, in: text)
    return .tcp(host: parsed, port: try parsePort(String(text[text.index(after: colon)...]), offset: start))
  }

  /// - Parameter offset: where the path begins in the text that a message shows.
  package static func unixPath(_ path: String, offset: Int = 0) throws(ValueProblem) -> String {
    let range = offset..<offset + path.utf8.count
    guard !path.isEmpty else { throw ValueProblem("expected a path such as `/run/x.sock` after `unix:`") }
    guard !path.utf8.contains(0) else { throw ValueProblem("a path cannot hold a NUL byte", range: range) }
    guard path.utf8.count <= greatestPath else {
      throw ValueProblem(
        "the path of a unix socket has at most \(greatestPath) bytes, this one has \(path.utf8.count)",
        help: "a relative path is shorter", range: range)
    }
    guard !path.hasSuffix("/") else {
      throw ValueProblem("\(path.quoted) is a directory's path", help: "name the socket file", range: range)
    }
    return path
  }

  /// A permission mode in octal digits: `0660`.
  package static func parseMode(_ text: String) throws(ValueProblem) -> UInt32 {
    guard text.isDecimal, text.count <= 4, let mode = UInt32(text, radix: 8), mode <= 0o777, text.count >= 3 else {
      throw ValueProblem("expected a mode in octal digits such as `0660`, found \(NumberText.found(text))")
    }
    return mode
  }

  private static func parseHost(_ host: String, in text: String) throws(ValueProblem) -> Listen.Host {
    switch host {
    case "", "localhost": return .loopback
    case "*": return .any
    default: break
    }
    if host.hasPrefix("["), host.hasSuffix("]") { return try parseBracketed(host) }
    if let address = AddressText.parseIPv4(host) { return .address(address) }
    let range = 0..<host.utf8.count
    if let address = AddressText.parseIPv6(text) ?? AddressText.parseIPv6(host) {
      throw bareIPv6(text, host: host, address: address)
    }
    guard host.contains(where: \.isLetter), !host.contains(":"), !host.contains("[") else {
      throw ValueProblem("\(host.quoted) is no IP address", help: forms, range: range)
    }
    throw ValueProblem(
      "\(host.quoted) is a host name, and nothing is resolved here",
      suggestion: Suggestion.near(host, in: ["localhost"]).map { $0 + text.dropFirst(host.count) },
      help: "write an IP address, `localhost:PORT`, or `\"*:PORT\"` for all interfaces", range: range)
  }

  private static func parseBracketed(_ host: String) throws(ValueProblem) -> Listen.Host {
    let inside = host.dropFirst().dropLast()
    let range = 1..<host.utf8.count - 1
    guard let address = AddressText.parseIPv6(inside) else {
      throw ValueProblem("\(String(inside).quoted) is no IPv6 address", range: range)
    }
    guard AddressBlock.unmapped(address).count == 16 else {
      throw ValueProblem(
        "an IPv4 address mapped into IPv6 cannot be listened on",
        help: "write `\(AddressText.render(AddressBlock.unmapped(address)))`", range: range)
    }
    return .address(address)
  }

  private static func parsePort(_ port: String, offset: Int) throws(ValueProblem) -> UInt16 {
    guard port.isDecimal, port == "0" || !port.hasPrefix("0"), let number = UInt16(port) else {
      throw ValueProblem(
        "expected a port from 0 to 65535, found \(NumberText.found(port))", range: offset..<offset + port.utf8.count)
    }
    return number
  }
}

/// What is said about texts that are no such place.
extension ListenText {
  private static let forms =
    "accepted: `127.0.0.1:7000`, `\"[::1]:7000\"`, `localhost:7000`, `\"*:7000\"`, `unix:/run/x.sock`"

  private static func expected(_ text: String) -> ValueProblem {
    ValueProblem("expected an address such as `\(example)`, found \(NumberText.found(text))", help: forms)
  }

  private static func severalAddresses(_ text: String) -> ValueProblem {
    ValueProblem(
      "expected one address, found \(NumberText.found(text))",
      help: "several stand in brackets: `[127.0.0.1:7000, \"[::1]:7000\"]`")
  }

  private static func withoutPort(_ text: String) -> ValueProblem {
    if text.isDecimal, UInt16(text) != nil {
      return ValueProblem(
        "\(text.quoted) is a port without an address", suggestion: ":\(text)",
        help: "`:\(text)` listens on the loopback interface, `\"*:\(text)\"` on all of them")
    }
    if AddressText.parseIPv4(text) != nil || text == "localhost" {
      return ValueProblem("\(text.quoted) has no port", suggestion: "\(text):7000")
    }
    if text.hasPrefix("/") || text.hasSuffix(".sock") {
      return ValueProblem("expected an address with a port, found a path", suggestion: "unix:\(text)")
    }
    return expected(text)
  }

  private static func withoutScheme(_ text: String, _ scheme: Range<String.Index>) -> ValueProblem {
    let rest = String(text[scheme.upperBound...])
    let isUnix = text[..<scheme.lowerBound] == "unix"
    return ValueProblem("an address is written without a scheme", suggestion: isUnix ? "unix:\(rest)" : rest)
  }

  private static func bareIPv6(_ text: String, host: String, address: [UInt8]) -> ValueProblem {
    let isWhole = AddressText.parseIPv6(host) == nil
    let port = isWhole ? "7000" : String(text.dropFirst(host.count + 1))
    let inside = isWhole ? text : host
    return ValueProblem("an IPv6 address is written in brackets before its port", suggestion: "\"[\(inside)]:\(port)\"")
  }
}
