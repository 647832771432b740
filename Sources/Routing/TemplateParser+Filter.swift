// What a filter's name and arguments mean, once read.
extension TemplateParser {
  mutating func filter(named name: String, at place: Range<Int>, _ argument: WrittenArgument?) -> Filter? {
    guard let definition = Filter.definition(named: name) else {
      report(.unknownFilter(name), at: place)
      return nil
    }
    guard let argument else {
      guard definition.required > 0 else { return Filter(definition.name) }
      return refuse(name, "", .missing(definition.arguments), at: place)
    }
    guard !argument.isBroken else { return nil }
    let whole = argument.whole.range
    let shown = whole.isEmpty ? place : whole
    guard !definition.parameters.isEmpty else { return refuse(name, string(whole), .unexpected, at: shown) }
    let cells = argument.cells(atMost: definition.parameters.count)
    guard cells.count >= definition.required else {
      return refuse(name, string(whole), .missing(definition.arguments), at: shown)
    }
    guard let arguments = arguments(cells, definition, name, place) else { return nil }
    let filter = Filter(definition.name, arguments)
    if filter.isReversed { return refuse(name, string(whole), .reversed, at: shown) }
    return filter
  }

  private mutating func arguments(
    _ cells: [WrittenArgument.Cell], _ definition: Filter.Definition, _ name: String, _ place: Range<Int>
  ) -> [Filter.Argument]? {
    var arguments: [Filter.Argument] = []
    for (cell, parameter) in zip(cells, definition.parameters) {
      do throws(Template.ArgumentFault) {
        arguments.append(try argument(cell, parameter))
      } catch {
        let shown = cell.range.isEmpty ? place : cell.range
        _ = refuse(name, string(cell.range), error, at: shown)
      }
    }
    return arguments.count == cells.count ? arguments : nil
  }

  private func argument(
    _ cell: WrittenArgument.Cell, _ parameter: Filter.Parameter
  ) throws(Template.ArgumentFault) -> Filter.Argument {
    guard let bytes = cell.constant else {
      guard !parameter.isConstant else { throw .notConstant }
      return .rendered(Template(parts: cell.parts), as: parameter)
    }
    guard parameter == .table else { return try parameter.argument(bytes) }
    guard !bytes.isEmpty else { throw .empty }
    guard let table = names.tables[String(decoding: bytes, as: UTF8.self)] else {
      throw .unknownTable(known: names.tables.keys.sorted())
    }
    return .table(table)
  }

  private mutating func refuse(
    _ filter: String, _ argument: String, _ why: Template.ArgumentFault, at range: Range<Int>
  ) -> Filter? {
    report(.badFilterArgument(filter: filter, argument: argument, why: why), at: range)
    return nil
  }
}
