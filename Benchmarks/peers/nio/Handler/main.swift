// A line server on SwiftNIO as it is usually written: a decoder and a handler in a channel pipeline, one event
// loop thread, a flush for each batch that was read. Answers `x` with `ack:x`.
import Foundation
import LineFraming
import NIOCore
import NIOPosix

final class Acknowledge: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let reply = acknowledgement(of: unwrapInboundIn(data), from: context.channel.allocator)
    context.write(wrapOutboundOut(reply), promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.flush()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let server = try ServerBootstrap(group: group)
  .serverChannelOption(.backlog, value: 4096)
  .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
  .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
  .childChannelInitializer { channel in
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandlers([ByteToMessageHandler(LineDecoder()), Acknowledge()])
    }
  }
  .bind(host: "127.0.0.1", port: 0).wait()
FileHandle.standardError.write(Data("listening on 127.0.0.1:\(server.localAddress?.port ?? 0)\n".utf8))
try server.closeFuture.wait()
