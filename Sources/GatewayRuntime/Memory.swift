import Framing
import POSIXStream
import Routing

/// What a connection remembers beyond its decoder. Only routes that ask for something of it have one, so that
/// the idle connections of all others do not pay for it.
final class Memory {
  let bindings: Bindings
  /// The frame in hand, where it is not the bytes as they came.
  private(set) var content: [UInt8] = []
  private(set) var isUnwrapped = false
  private(set) var fields = FrameFields()
  /// What matches of the frame in hand are about.
  private(set) var line = Line.frame
  /// All arguments of the frame in hand, joined by one space.
  private(set) var arguments = ByteBuffer()
  /// When each timer of the route is due.
  var ticks: [Moment] = []
  /// A rule whose reply waits.
  var pause: Pause?
  /// Nothing is delayed any more.
  var hurries = false
  /// When the peer ended its stream.
  var endOfStream: Moment?
  /// Where to go once the rest of a failed frame has been passed over.
  var detour: Actions.Goto?
  /// On telnet routes.
  var telnet: TelnetFilter?
  /// Bytes at the head of the inbox that have been through `telnet`.
  var stripped = 0
  /// Frames in a row that took no byte of the peer's.
  var emptyFrames = 0

  enum Line {
    case frame
    case part(Range<Int>)
    case arguments
  }

  struct Pause {
    var rule: Int
    var until: Moment
    /// Bytes of the inbox to consume with the frame.
    var consumed: Int
  }

  init(_ route: Route) {
    bindings = Bindings(slots: route.slotCount, variables: route.variables.count)
    if route.telnet { telnet = TelnetFilter() }
  }

  /// Whether connections of `route` need one.
  static func isNeeded(by route: Route) -> Bool {
    route.slotCount > 0 || !route.variables.isEmpty || !route.shared.isEmpty || !route.timers.isEmpty || route.telnet
      || route.states.count > 1 || route.states.contains { $0.needsMemory }
  }

  /// A new frame.
  func begin() {
    bindings.begin()
    line = .frame
  }

  /// Takes the frame that has begun apart; its payload as it came is lent.
  func take(_ parts: State.Parts, of payload: Span<UInt8>, by decoder: borrowing FrameDecoder) {
    switch parts {
    case .none: break
    case .unstuffed: isUnwrapped = FrameContent.unwrap(payload, of: .dot, into: &content)
    case .headers:
      fields.read(payload, by: decoder)
      line = .part(fields.line)
    case .arguments:
      fields.read(payload, by: decoder)
      joinArguments(payload)
      line = .arguments
    }
  }

  private func joinArguments(_ payload: Span<UInt8>) {
    arguments.truncate(to: 0)
    for number in fields.arguments.indices {
      if number > 0 { arguments.append(UInt8(ascii: " ")) }
      arguments.append(payload.extracting(fields.arguments[number]))
    }
  }

  func withContent<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    let content = content
    return try body(content.span)
  }

  /// The frame in hand is done with.
  func finish() {
    isUnwrapped = false
    line = .frame
    if content.capacity > Memory.largest { content = [] }
  }

  /// An unwrapped frame larger than this is not kept for the next: 64 KiB.
  private static let largest = 64 * 1024
}

extension State {
  fileprivate var needsMemory: Bool {
    parts != .none || size != nil || rules.contains { $0.actions.delay != nil }
  }
}
