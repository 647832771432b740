import Framing
import POSIXStream
import Testing

@testable import GatewayCLI

/// A peer that answers from a script: what it says after each frame it is sent.
private struct ScriptedPeer: ByteChannel, ~Copyable {
  /// Chunks to be received; an empty one is the end of the stream.
  var chunks: [[UInt8]]
  let log: Log

  final class Log {
    var sent: [[UInt8]] = []
    var finished = false
  }

  mutating func send(_ bytes: [UInt8], before deadline: Deadline) throws(SocketFailure) { log.sent.append(bytes) }

  mutating func receive(before deadline: Deadline) throws(SocketFailure) -> [UInt8] {
    guard !chunks.isEmpty else { throw .timeout }
    return chunks.removeFirst()
  }

  mutating func finish() throws(SocketFailure) { log.finished = true }
}

@Suite struct SendSessionTests {
  private struct Run {
    var framing = Framing(.line(reply: .lf))
    var hex = false
    var halfClose = false
    var console = RecordingConsole()
    var log = ScriptedPeer.Log()

    /// The exit status, and the message of a failure.
    func callAsFunction(_ messages: [String], chunks: [String]) -> (GatewayCLI.ExitStatus, String) {
      let peer = ScriptedPeer(chunks: chunks.map { Array($0.utf8) }, log: log)
      let conversation = Conversation(peer, framing: framing, timeout: .seconds(1))
      var session = SendSession(conversation, console: console.console, showsHex: hex, endsEarly: halfClose)
      do throws(Failure) {
        let source = MessageSource(lines: messages.map { Array($0.utf8) }, isHex: hex, readLine: nil)
        return (try session.run(source), "")
      } catch {
        return (error.status, error.message)
      }
    }
  }

  @Test func `each message waits for its reply`() {
    let run = Run()
    #expect(run(["a", "b"], chunks: ["ack:a\n", "ack", ":b\n"]) == (.success, ""))
    #expect(run.console.output == "ack:a\nack:b\n")
    #expect(run.log.sent == [Array("a\n".utf8), Array("b\n".utf8)])
    #expect(!run.log.finished)
  }

  @Test func `frames that came with a reply are printed too`() {
    let run = Run()
    #expect(run(["a"], chunks: ["one\ntwo\nthr"]) == (.success, ""))
    #expect(run.console.output == "one\ntwo\n")
  }

  @Test func `half-closing reads to the end of the stream`() {
    let run = Run(halfClose: true)
    #expect(run(["a"], chunks: ["one\n", "two\n", ""]) == (.success, ""))
    #expect(run.console.output == "one\ntwo\n")
    #expect(run.log.finished)
  }

  @Test func `a message without a reply is a failure that names it`() {
    #expect(Run()(["a", "b"], chunks: ["ack:a\n"]) == (.problems, "message 2: no reply: timed out"))
    #expect(
      Run()(["a"], chunks: [""]) == (.problems, "message 1: the peer ended the connection without a reply"))
  }

  @Test func `a reply cut short is no reply`() {
    #expect(Run()(["a"], chunks: ["ac", ""]).0 == .problems)
  }

  @Test func `a message that is no frame is not sent`() {
    let run = Run()
    #expect(run(["a\nb"], chunks: []) == (.problems, "message 1: the line contains the framing's own terminator"))
    #expect(run.log.sent.isEmpty)
  }

  @Test func `hexadecimal goes both ways`() {
    let run = Run(framing: Framing(.netstring), hex: true)
    #expect(run(["00 ff"], chunks: ["3:abc,"]) == (.success, ""))
    #expect(run.log.sent == [Array("2:".utf8) + [0x00, 0xff] + Array(",".utf8)])
    #expect(run.console.output == "616263\n")
  }

  @Test func `digits that are none are a bad command line`() {
    #expect(Run(hex: true)(["0g"], chunks: []).0 == .usage)
  }

  @Test func `a terminal gets escapes, a pipe gets bytes`() {
    let terminal = Run()
    terminal.console.isTerminal = true
    #expect(terminal(["a"], chunks: ["\u{1b}[2J\\ \u{e9}\n"]) == (.success, ""))
    #expect(terminal.console.output == "\\x1b[2J\\\\ \u{e9}\n")
    let pipe = Run()
    #expect(pipe(["a"], chunks: ["\u{1b}[2J\n"]) == (.success, ""))
    #expect(pipe.console.output == "\u{1b}[2J\n")
  }
}
