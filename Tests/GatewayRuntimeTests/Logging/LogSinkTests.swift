import Foundation
import POSIXStream
import TestSupport
import Testing

@testable import GatewayRuntime

/// Log lines on their way out: never in the way of a loop, and counted where they are lost.
@Suite struct LogSinkTests {
  private static func line(_ text: String) -> [UInt8] { Array("\(text)\n".utf8) }

  @Test func `the oldest lines make room, and are counted`() {
    let queue = LineQueue(capacity: 10)
    for text in ["aaa", "bbb", "ccc", "ddd"] { queue.put(Self.line(text)) }
    #expect(queue.dropped == 2)
    #expect(queue.take() == [Self.line("ccc"), Self.line("ddd")])
    queue.put(Self.line("eee"))
    #expect(queue.take() == [Self.line("eee")])
    #expect(queue.dropped == 2)
  }

  @Test func `one line larger than the queue is kept`() {
    let queue = LineQueue(capacity: 10)
    queue.put(Self.line("a"))
    queue.put(Self.line("a line of more than ten bytes"))
    #expect(queue.take()?.count == 1)
    #expect(queue.dropped == 1)
  }

  @Test func `a closed queue gives what it holds, and then nothing`() {
    let queue = LineQueue(capacity: 10)
    queue.put(Self.line("a"))
    queue.close()
    #expect(queue.take() == [Self.line("a")])
    #expect(queue.take() == nil)
  }

  /// A sink that writes to a file whose calls follow a script.
  private struct Target {
    let directory = TemporaryDirectory()
    let calls = ScriptedSystemCalls()
    let file: FileHandle
    let sink: LogSink

    init(capacity: Int = LogSink.capacity) throws {
      let url = URL(filePath: directory.path(of: "log"))
      try Data().write(to: url)
      file = try FileHandle(forUpdating: url)
      sink = LogSink(descriptor: file.fileDescriptor, calls: calls, capacity: capacity) {
        LogSinkTests.line("dropped \($0)")
      }
    }

    func written() throws -> String {
      String(decoding: try Data(contentsOf: URL(filePath: directory.path(of: "log"))), as: UTF8.self)
    }
  }

  @Test func `every line is written before finish returns`() throws {
    let target = try Target()
    try target.sink.start()
    for number in 0..<1_000 { target.sink.put(Self.line("\(number)")) }
    target.sink.finish()
    #expect(try target.written() == (0..<1_000).map { "\($0)\n" }.joined())
    #expect(target.sink.dropped == 0)
  }

  @Test(arguments: [Errno(rawValue: 28), .brokenPipe, Errno(rawValue: 5)])
  func `lines that cannot be written are counted, and said once they can`(error: Errno) throws {
    let target = try Target()
    target.calls.on(.write, .nth(2), .fails(error))
    for text in ["one", "two", "three"] { target.sink.put(Self.line(text)) }
    try target.sink.start()
    while target.sink.dropped < 2 { SystemPause.milliseconds(1) }
    target.sink.put(Self.line("four"))
    target.sink.finish()
    #expect(try target.written() == "one\ndropped 2\nfour\n")
  }

  @Test func `L20 behind a line that was cut the next one begins anew`() throws {
    let target = try Target()
    target.calls.on(.write, .nth(1), .atMost(2))
    target.calls.on(.write, .nth(2), .fails(Errno(rawValue: 28)))
    target.sink.put(Self.line("one"))
    try target.sink.start()
    while target.sink.dropped < 1 { SystemPause.milliseconds(1) }
    target.sink.put(Self.line("two"))
    target.sink.finish()
    #expect(try target.written() == "on\ndropped 1\ntwo\n")
  }

  @Test func `EINTR, EAGAIN and short writes lose nothing`() throws {
    let target = try Target()
    target.calls.on(.write, .nth(1), .fails(.interrupted))
    target.calls.on(.write, .nth(3), .fails(.again))
    target.calls.on(.write, .always, .atMost(2))
    target.sink.put(Self.line("a whole line"))
    try target.sink.start()
    target.sink.finish()
    #expect(try target.written() == "a whole line\n")
  }

  @Test func `a pipe that nobody reads costs lines, and holds nobody up`() throws {
    SignalPipe.ignore(SIGPIPE)
    let pipe = Pipe()
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: 10_000) {
      Self.line("dropped \($0)")
    }
    try sink.start()
    let line = Self.line(String(repeating: "x", count: 999))
    // More than a pipe and the queue hold together.
    for _ in 0..<2_000 { sink.put(line) }
    #expect(sink.dropped > 0)
    try pipe.fileHandleForReading.close()
    sink.finish()
    #expect(sink.dropped > 1_000)
  }
}
