/// What libyaml refused, in this project's words.
struct SyntaxError {
  let failure: YAMLFailure
  let source: SourceFile
  let file: Int

  var diagnostic: Diagnostic {
    let offset = source.offset(ofCharacter: failure.character)
    return Diagnostic(
      .error, .yamlSyntax, "not YAML: \(failure.context) \(failure.problem)",
      at: source.span(of: offset..<offset, file: file))
  }

  static func textAfterRoot(source: SourceFile, file: Int, at offset: Int) -> Diagnostic {
    Diagnostic(
      .error, .yamlSyntax, "text after the end of the file's one value",
      at: source.span(of: offset..<offset, file: file))
  }
}
