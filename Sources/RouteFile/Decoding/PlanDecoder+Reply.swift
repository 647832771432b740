import Framing
import Routing

extension PlanDecoder {
  /// The frames of a reply: one, or a list of them.
  mutating func readReply(
    _ node: Node, _ context: inout TextContext, _ drafts: inout [ReplyDraft]
  ) -> [Reply] {
    context.place = "a reply"
    guard case .sequence(let items) = node.kind else {
      return readReplyItem(node, &context, &drafts).map { [$0] } ?? []
    }
    if items.isEmpty { emptyList(node, KeyTable.Route.reply, help: "`\"\"` is an empty frame") }
    return items.compactMap { readReplyItem($0, &context, &drafts) }
  }

  private mutating func readReplyItem(
    _ node: Node, _ context: inout TextContext, _ drafts: inout [ReplyDraft]
  ) -> Reply? {
    if case .mapping = node.kind { return readReplyOptions(node, &context, &drafts) }
    guard let scalar = readScalar(node, KeyTable.Route.reply) else { return nil }
    return readReplyText(scalar, context, context.framing, &drafts).map { Reply($0) }
  }

  /// `{ text: …, framing: …, when: … }`
  private mutating func readReplyOptions(
    _ node: Node, _ context: inout TextContext, _ drafts: inout [ReplyDraft]
  ) -> Reply? {
    typealias Keys = KeyTable.Reply
    guard let members = readMembers(node, of: KeyTable.reply) else { return nil }
    let wrapping = members[Keys.framing].map { readWrapping($0) } ?? .route
    var inner = context
    let written = readConditions(members[Keys.when])
    let conditions = compileConditions(written, &inner)
    context.nestedSlots = max(context.nestedSlots, inner.slotCount)
    guard let text = members[Keys.text], let scalar = readScalar(text, Keys.text), let wrapping else { return nil }
    let template = readReplyText(scalar, inner, wrapping.framing(of: context), &drafts)
    return template.map { Reply($0, wrapping: wrapping.wrapping, conditions: conditions) }
  }

  private mutating func readReplyText(
    _ scalar: Scalar, _ context: TextContext, _ framing: Framing?, _ drafts: inout [ReplyDraft]
  ) -> Template? {
    var context = context
    let own = framing == context.framing ? nil : framing
    context.framing = framing
    context.newline = Template.NewlinePolicy(framing ?? defaults.framing)
    guard let template = compile(scalar, context) else { return nil }
    warnings(of: template, scalar, context)
    drafts.append(
      ReplyDraft(text: scalar, framing: own, template: template, newline: context.newline, names: context.names))
    return template
  }

  /// How one frame is written.
  private enum WrittenWrapping {
    case route, counted
    case other(Framing)

    var wrapping: Reply.Wrapping {
      switch self {
      case .route: .route
      case .counted: .counted
      case .other(let framing): .other(FrameEncoder(framing))
      }
    }

    /// What ends the frame, as far as its text is concerned: a counted payload is nobody's business.
    func framing(of context: TextContext) -> Framing? {
      switch self {
      case .route: context.framing
      case .counted: Framing(.raw)
      case .other(let framing): framing
      }
    }
  }

  private mutating func readWrapping(_ node: Node) -> WrittenWrapping? {
    if case .scalar(let scalar) = node.kind, scalar.text == "counted" { return .counted }
    return readFraming(node, isWrapping: true).map { .other($0) }
  }
}
