/// The stable name of a kind of problem. A code is never given another meaning, and a retired one is not given again.
///
/// GW0xx reading and YAML, GW1xx templates and patterns, GW2xx keys and values, GW3xx what holds across the file,
/// GW4xx warnings.
package enum DiagnosticCode: String, Sendable, CaseIterable {
  case emptyFile = "GW001"
  case notUTF8 = "GW002"
  case controlCharacter = "GW003"
  case tabIndent = "GW004"
  case secondDocument = "GW005"
  case yamlSyntax = "GW006"
  case unquotedAddress = "GW007"
  case tooDeep = "GW008"
  case tooManyNodes = "GW009"
  case aliasRefused = "GW010"
  case unknownAnchor = "GW011"
  case selfReference = "GW012"
  case mergeKey = "GW013"
  case duplicateKey = "GW014"
  case keyNotScalar = "GW015"
  case tagRefused = "GW016"
  case directiveRefused = "GW017"
  case duplicateAnchor = "GW018"
  case unsetVariable = "GW020"
  case badSubstitution = "GW021"
  case substitutionTooLarge = "GW022"
}
