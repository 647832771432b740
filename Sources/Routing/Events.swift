/// What a connection says when something happens that is no frame. Nothing means the default.
package struct Events: Sendable {
  package var connect: Actions?
  package var eof: Actions?
  package var idle: Actions?
  package var oversize: Actions?
  package var badFrame: Actions?
  package var frameTimeout: Actions?
  package var refused: Actions?
  package var shutdown: Actions?

  package init() {}
}
