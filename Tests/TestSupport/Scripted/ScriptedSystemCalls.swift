import CLinuxShims
package import POSIXStream

/// System calls that do what a script says, where it says something, and the real thing elsewhere.
///
/// It also makes descriptors that exist nowhere: they take every byte, have none to read, and never
/// reach the kernel, so that a test can hand out a number twice or let any call on it fail.
package final class ScriptedSystemCalls: SystemCalls {
  /// A call that was made.
  package struct Record: Sendable, Hashable {
    package var call: Call
    package var descriptor: Int32
    /// As the kernel answers: a negated errno for a failure.
    package var result: Int
  }

  static let firstFake: Int32 = 1_000_000
  private let real: any SystemCalls
  private let script = Locked(Script())

  package init(over real: any SystemCalls = LinuxSystemCalls.shared) { self.real = real }

  package func on(
    _ call: Call, of descriptor: Int32? = nil, _ occurrence: Occurrence, _ answer: Answer
  ) {
    script.with { $0.add(call, on: descriptor, occurrence, answer) }
  }

  /// Somebody else acts at the worst moment: once, just before the next such call.
  package func before(_ call: Call, _ act: @escaping @Sendable () -> Void) {
    script.with { $0.interludes[call] = act }
  }

  /// Everything is real again; what was recorded stays.
  package func followNoScript() { script.with { $0.removeRules() } }

  /// A number that no file of this process has.
  package func makeFakeDescriptor() -> Int32 {
    script.with { script in
      script.nextFake += 1
      return script.nextFake - 1
    }
  }

  /// The next epoll_wait(2) reports these events, in this order, and nothing else.
  ///
  /// Each names its descriptor as it is registered now, however it will be then.
  package func report(_ events: [(descriptor: Int32, events: UInt32)]) {
    script.with { script in
      let named = events.map {
        shim_event(events: $0.events, identity: script.identities[$0.descriptor] ?? 0x7777_7777_7777)
      }
      script.reports.append(named)
    }
  }

  package func records(of call: Call, on descriptor: Int32? = nil) -> [Record] {
    script.with { script in
      script.records.filter { $0.call == call && (descriptor == nil || $0.descriptor == descriptor) }
    }
  }

  package func count(of call: Call, on descriptor: Int32? = nil) -> Int { records(of: call, on: descriptor).count }

  /// The calls that were made on a descriptor, in order.
  package func calls(on descriptor: Int32) -> [Call] {
    script.with { script in script.records.filter { $0.descriptor == descriptor }.map(\.call) }
  }

  /// Descriptors that were handed out and not closed, or closed more than once.
  package var wronglyClosed: [Int32] {
    script.with { script in
      var balance: [Int32: Int] = [:]
      for record in script.records {
        switch record.call {
        case .socket, .accept, .createPoll, .createWakeup:
          if record.result >= 0 { balance[Int32(record.result), default: 0] += 1 }
        case .close: balance[record.descriptor, default: 0] -= 1
        default: break
        }
      }
      return balance.filter { $0.value != 0 }.map(\.key).sorted()
    }
  }
}

// MARK: - Following the script

extension ScriptedSystemCalls {
  /// What becomes of a call.
  enum Course {
    case answered(CallResult)
    /// The real call, with at most so many bytes.
    case real(limit: Int)
  }

  var kernel: any SystemCalls { real }

  /// - Parameter fake: what a descriptor that exists nowhere answers.
  func course(of call: Call, on descriptor: Int32, fake: CallResult = .success()) -> Course {
    script.with { $0.interludes.removeValue(forKey: call) }?()
    return switch script.with({ $0.answer(to: call, on: descriptor) }) {
    case .fails(let error): .answered(.failure(error))
    case .answers(let value): .answered(.success(value))
    case .atMost(let limit): .real(limit: limit)
    case nil: descriptor >= ScriptedSystemCalls.firstFake ? .answered(fake) : .real(limit: .max)
    }
  }

  func perform(_ call: Call, on descriptor: Int32 = -1, _ body: (any SystemCalls) -> CallResult) -> CallResult {
    let result =
      switch course(of: call, on: descriptor) {
      case .answered(let result): result
      case .real: body(real)
      }
    return record(call, on: descriptor, result)
  }

  func record(_ call: Call, on descriptor: Int32, _ result: CallResult) -> CallResult {
    script.with { $0.records.append(Record(call: call, descriptor: descriptor, result: result.raw)) }
    return result
  }

  func noteIdentity(_ identity: UInt64, of descriptor: Int32) {
    script.with { $0.identities[descriptor] = identity }
  }

  /// The events that `report` was told of, if it was.
  func takeReport(into events: inout [shim_event]) -> CallResult? {
    guard let report = script.with({ $0.reports.isEmpty ? nil : $0.reports.removeFirst() }) else { return nil }
    events.replaceSubrange(0..<report.count, with: report)
    return .success(report.count)
  }
}
