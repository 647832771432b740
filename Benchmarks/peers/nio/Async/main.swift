// A line server on SwiftNIO's async channels, as its examples show them: a task for each connection reads lines
// from an async sequence and writes replies, one event loop thread. Answers `x` with `ack:x`.
import Foundation
import LineFraming
import NIOCore
import NIOPosix

typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

func serve(_ connection: Connection) async {
  let allocator = connection.channel.allocator
  // A peer that goes away ends its connection and nothing else.
  try? await connection.executeThenClose { lines, replies in
    for try await line in lines {
      try await replies.write(acknowledgement(of: line, from: allocator))
    }
  }
}

let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let server = try await ServerBootstrap(group: group)
  .serverChannelOption(.backlog, value: 4096)
  .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
  .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
  // Or a client that ends its side behind its last line loses the reply.
  .childChannelOption(.allowRemoteHalfClosure, value: true)
  .bind(host: "127.0.0.1", port: 0) { channel in
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(LineDecoder()))
      return try Connection(wrappingChannelSynchronously: channel)
    }
  }
FileHandle.standardError.write(Data("listening on 127.0.0.1:\(server.channel.localAddress?.port ?? 0)\n".utf8))
try await server.executeThenClose { connections in
  try await withThrowingDiscardingTaskGroup { tasks in
    for try await connection in connections {
      tasks.addTask { await serve(connection) }
    }
  }
}
