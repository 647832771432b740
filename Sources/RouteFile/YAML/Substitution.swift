/// What `${…}` did to a scalar: kept so that a place in its text can be found in the file.
struct Substitutions: Sendable {
  struct Item: Sendable, Equatable {
    /// In the scalar's text.
    var range: Range<Int>
    /// The `${…}` or `$${` itself, in the text before substitution.
    var raw: Range<Int>
    /// Whether it brought text in; `$${` only stands for what is written.
    var isForeign: Bool
  }

  /// The scalar as YAML decoded it.
  var rawBytes: [UInt8]
  var items: [Item]
}

/// Fills in `${NAME}` and `${NAME:-default}`, and makes `$${` the literal `${`.
///
/// One pass: what comes in is never looked at again. As in the shell, `:-` also replaces an empty value.
struct Substituter {
  enum Problem: Equatable {
    case unset(String)
    case unclosed
    /// Something else than a name, or something else than `:-` after it.
    case malformed
    /// More than the file may bring in.
    case tooLarge
  }

  struct Outcome {
    var bytes: [UInt8] = []
    var items: [Substitutions.Item] = []
    var problems: [(problem: Problem, range: Range<Int>)] = []
  }

  let environment: [String: String]
  /// Bytes that may still be brought in.
  private var budget = LoaderLimits.substitutedBytes

  init(environment: [String: String]) { self.environment = environment }

  /// - Returns: nothing for a text without `${`, which is nearly every one.
  mutating func fill(_ raw: [UInt8]) -> Outcome? {
    guard let first = Self.opening(in: raw, from: 0) else { return nil }
    var outcome = Outcome()
    var copied = 0
    var next: Int? = first
    while let start = next {
      let end = step(raw, at: start, copied: copied, into: &outcome)
      copied = end
      next = Self.opening(in: raw, from: end)
    }
    outcome.bytes += raw[copied...]
    return outcome
  }

  /// Deals with the `${` or `$${` at `start`, after copying what stands before it.
  /// - Returns: where the text goes on.
  private mutating func step(_ raw: [UInt8], at start: Int, copied: Int, into outcome: inout Outcome) -> Int {
    outcome.bytes += raw[copied..<start]
    let target = outcome.bytes.count
    if raw[start + 1] == UInt8(ascii: "$") {
      outcome.bytes += "${".utf8
      outcome.items.append(.init(range: target..<target + 2, raw: start..<start + 3, isForeign: false))
      return start + 3
    }
    guard let close = raw[start...].firstIndex(of: UInt8(ascii: "}")) else {
      outcome.problems.append((.unclosed, start..<start + 2))
      outcome.bytes += raw[start...]
      return raw.count
    }
    let range = start..<close + 1
    switch value(of: raw[start + 2..<close]) {
    case .success(let value):
      outcome.bytes += value
      outcome.items.append(.init(range: target..<target + value.count, raw: range, isForeign: true))
    case .failure(let failure): outcome.problems.append((failure.problem, range))
    }
    return range.upperBound
  }

  private struct Failure: Error { var problem: Problem }

  /// What the inside of `${…}` stands for.
  private mutating func value(of inside: ArraySlice<UInt8>) -> Result<[UInt8], Failure> {
    let name = inside.prefix { Self.isNameByte($0) }
    let rest = inside[name.endIndex...]
    guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      rest.isEmpty || rest.starts(with: ":-".utf8)
    else { return .failure(Failure(problem: .malformed)) }
    let text = String(decoding: name, as: UTF8.self)
    let value = environment[text]
    if rest.isEmpty, value == nil { return .failure(Failure(problem: .unset(text))) }
    let useDefault = !rest.isEmpty && value?.isEmpty != false
    let bytes = useDefault ? [UInt8](rest.dropFirst(2)) : [UInt8]((value ?? "").utf8)
    guard bytes.count <= budget else { return .failure(Failure(problem: .tooLarge)) }
    budget -= bytes.count
    return .success(bytes)
  }

  /// The next `${` or `$${`.
  private static func opening(in raw: [UInt8], from start: Int) -> Int? {
    var index = start
    while let dollar = raw[index...].firstIndex(of: UInt8(ascii: "$")) {
      let rest = raw[(dollar + 1)...]
      if rest.first == UInt8(ascii: "{") || rest.starts(with: "${".utf8) { return dollar }
      index = dollar + 1
    }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
