import Framing
package import POSIXStream
package import Routing

/// One route as one loop serves it: what its connections share. Confined to the loop.
package final class RouteContext {
  package let route: Route
  /// The route's place in `Admission`.
  package let index: Int
  /// The group of its connections' gates.
  let group: UInt32
  package let loop: EventLoop
  package let pool: BufferPool
  package let patience: Patience
  package let host: [UInt8]
  package let name: [UInt8]
  package let log: ConnectionLog
  package let random: any RandomSource
  /// The route's shared variables, where it has any.
  package let shared: SharedVariables?
  /// What a connection's own decoder begins as in each state.
  let decoders: [FrameDecoder]
  let encoder: FrameEncoder
  /// The route's name as the loop knows it; see `GateOwner`.
  private(set) lazy var label = loop.number(ofName: route.name)
  /// How every frame is answered, where that is always the same.
  private(set) var plain: PlainAnswer?
  /// For each state, the answers that need no rule to be asked; empty where there are none.
  private(set) var ready: [ReadyReplies?]
  let needsMemory: Bool
  /// Of each state: the place of its first rule among all rules of the route.
  let firstRules: [Int]
  /// Of each state: which of its rules read or set a shared variable; empty where none does.
  let sharing: [[Bool]]
  package var counters: RouteCounters
  /// Why connections end when the loop cuts them.
  package var cutReason = CloseReason.drainDeadline
  /// What its connections have been told of the end: nothing, unless a reload has taken the route away.
  var toldToEnd: Readiness = []
  /// The generation that has no such route any more.
  var goneSince: Int?
  /// The generation it belongs to, posts and connections: as long as there are any, it is counted in.
  var users = 0
  /// Told of every frame before it is answered.
  var reporter: ((FrameReport) -> Void)? {
    didSet {
      plain = reporter == nil ? PlainAnswer(route) : nil
      ready = reporter == nil && route.ready.contains { $0 != nil } ? route.ready : []
    }
  }

  /// The replies that were not wrapped by the route's framing; nothing where nobody asks for them.
  var wrapped: [WrappedReply]?

  package init(
    _ route: Route, index: Int = 0, group: UInt32 = 0, loop: EventLoop, pool: BufferPool, host: [UInt8],
    log: ConnectionLog,
    shared: SharedVariables? = nil, random: any RandomSource = SystemRandom()
  ) {
    self.route = route
    self.index = index
    self.group = group
    self.loop = loop
    self.pool = pool
    self.host = host
    self.log = log
    self.random = random
    self.shared = route.shared.isEmpty ? nil : shared ?? SharedVariables(route)
    decoders = route.states.map { FrameDecoder($0.read) }
    plain = PlainAnswer(route)
    ready = route.ready.contains { $0 != nil } ? route.ready : []
    needsMemory = Memory.isNeeded(by: route)
    firstRules = route.states.indices.map { index in route.states[..<index].reduce(0) { $0 + $1.rules.count } }
    sharing = route.states.map { state in
      let sharing = route.shared.isEmpty ? [] : state.rules.map(\.usesShared)
      return sharing.contains(true) ? sharing : []
    }
    encoder = FrameEncoder(route.framing)
    patience = Patience(route.timeouts)
    name = Array(route.name.utf8)
    counters = RouteCounters(route)
  }
}

/// A route's timeouts as the loop's clock counts them.
package struct Patience: Sendable {
  package let idle: Wait
  package let frame: Wait
  package let write: Wait
  package let halfClosed: Wait
  package let linger: Wait
  package let lingerTotal: Wait
  package let connection: Wait

  package init(_ timeouts: Timeouts) {
    idle = Wait(timeouts.idle)
    frame = Wait(timeouts.frame)
    write = Wait(timeouts.write)
    halfClosed = Wait(timeouts.halfClosed)
    linger = Wait(timeouts.linger)
    lingerTotal = Wait(timeouts.lingerTotal)
    connection = Wait(timeouts.connection)
  }

  /// A length of time, in nanoseconds; without end where the file says `none`.
  package struct Wait: Sendable, Comparable {
    private let nanoseconds: Int64

    init(_ duration: Duration?) { nanoseconds = duration?.wholeNanoseconds ?? .max }

    private init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package var quarter: Wait { Wait(nanoseconds: nanoseconds / 4) }

    package func from(_ moment: Moment) -> Moment {
      let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(nanoseconds)
      return overflow ? .never : Moment(nanoseconds: sum)
    }

    package static func < (a: Wait, b: Wait) -> Bool { a.nanoseconds < b.nanoseconds }
  }
}

/// Where `<uuid>` and `<random>` get their bits.
package protocol RandomSource: AnyObject {
  func next() -> UInt64
}

/// The system's generator. See getrandom(2).
package final class SystemRandom: RandomSource {
  private var generator = SystemRandomNumberGenerator()

  package init() {}

  package func next() -> UInt64 { generator.next() }
}
