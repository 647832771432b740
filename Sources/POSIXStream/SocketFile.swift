import Glibc

/// The file of a unix socket that the process listens on: which one it is, and who may connect.
///
/// A socket and the one that takes its place share it. May be used from any thread.
package final class SocketFile: Sendable {
  /// Who may connect. No group means the process's own.
  package struct Access: Sendable, Hashable {
    package let mode: UInt32
    package let group: Int?

    package init(mode: UInt32, group: Int?) {
      self.mode = mode
      self.group = group
    }
  }

  private struct State {
    var access: Access
    /// As it was bound last.
    var status: FileStatus?
  }

  package let address: SocketAddress
  private let state: Locked<State>

  init(_ address: SocketAddress, _ access: Access) {
    self.address = address
    state = Locked(State(access: access))
  }

  /// What was asked for last.
  package var access: Access { state.with { $0.access } }

  /// A socket was bound, and this is the file that it made.
  func isBound(_ status: FileStatus) { state.with { $0.status = status } }

  /// Whether peers find the socket: the file stands at its path, and not somebody else's in its place.
  package func isFound(_ calls: any SystemCalls) -> Bool {
    guard let status = state.with({ $0.status }) else { return false }
    return (try? calls.fileStatus(address.path)) == status
  }

  /// Lets others connect; in between nobody but the file's owner may. A socket that takes the place of this one
  /// gets the same.
  ///
  /// - Throws: `Errno`, EADDRINUSE where another file stands at the path. See chmod(2), lchown(2).
  package func change(to access: Access, calls: any SystemCalls) throws(Errno) {
    guard isFound(calls) else { throw .addressInUse }
    _ = try calls.changeMode(ofFile: address.path, access.mode & 0o700).get()
    _ = try calls.changeGroup(ofFile: address.path, access.group ?? Int(getegid())).get()
    _ = try calls.changeMode(ofFile: address.path, access.mode).get()
    state.with { $0.access = access }
  }
}
