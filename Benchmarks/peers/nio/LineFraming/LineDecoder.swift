package import NIOCore

/// Lines without their end (LF or CR LF), as NIO's own decoders cut them: what is left stays in the buffer.
package struct LineDecoder: NIOSingleStepByteToMessageDecoder {
  package typealias InboundOut = ByteBuffer

  package init() {}

  package mutating func decode(buffer: inout ByteBuffer) throws -> ByteBuffer? {
    guard let length = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")).map({ $0 - buffer.readerIndex })
    else { return nil }
    var line = buffer.readSlice(length: length)
    buffer.moveReaderIndex(forwardBy: 1)
    if let end = line?.readableBytesView.last, end == UInt8(ascii: "\r") {
      line?.moveWriterIndex(to: length - 1)
    }
    return line
  }

  package mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> ByteBuffer? {
    try decode(buffer: &buffer)
  }
}

/// `ack:` and the line, in a buffer of their own.
package func acknowledgement(of line: ByteBuffer, from allocator: ByteBufferAllocator) -> ByteBuffer {
  var line = line
  var reply = allocator.buffer(capacity: line.readableBytes + 5)
  reply.writeStaticString("ack:")
  reply.writeBuffer(&line)
  reply.writeInteger(UInt8(ascii: "\n"))
  return reply
}
