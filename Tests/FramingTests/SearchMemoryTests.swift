import Framing
import Testing

/// One byte at a time costs O(n), because bytes once searched are not searched again. That is seen without a
/// clock: terminators put where the decoder has already been are not found.
@Suite struct SearchMemoryTests {
  @Test(arguments: [
    (Framing.Kind.line(reply: .lf), "", "\n"),
    (.crlf, "", "\r\n"),
    (.delimiter([[0]]), "", "\0"),
    (.delimiter([Array(";\r\n".utf8), Array(";".utf8)]), "", ";\r\n"),
    (.delimiter([Array("||".utf8), Array("--".utf8)]), "", "--"),
    (.mllp, "\u{b}", "\u{1c}\r"),
  ])
  func `bytes once searched are not searched again`(kind: Framing.Kind, start: String, end: String) {
    let (start, end) = (Array(start.utf8), Array(end.utf8))
    var decoder = FrameDecoder(Framing(kind))
    var bytes = start
    for count in 1...32 * 1024 {
      bytes.append(UInt8(ascii: "x"))
      let step = decoder.next(bytes.span)
      guard step == .incomplete else {
        Issue.record("\(step) after \(count) bytes")
        return
      }
      if count.isMultiple(of: end.count) { bytes.replaceSubrange((bytes.count - end.count)..., with: end) }
      bytes.append(UInt8(ascii: "x"))
      let again = decoder.next(bytes.span)
      guard again == .incomplete else {
        Issue.record("\(again) after \(count) bytes")
        return
      }
    }
  }
}
