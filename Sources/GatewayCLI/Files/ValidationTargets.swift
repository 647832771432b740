import POSIXStream

/// What `validate` was asked to look at: sets of files, each of which is one configuration.
///
/// The files named are one set, as `serve` would take them; each file of a directory is one by itself.
struct ValidationTargets: Equatable {
  var sets: [[String]] = []

  init(_ paths: [String]) throws(Failure) {
    let named = paths.filter { !FileSystem.isDirectory($0) }
    if !named.isEmpty { sets.append(named) }
    for directory in paths where FileSystem.isDirectory(directory) {
      sets += try ValidationTargets.files(in: directory).map { [$0] }
    }
  }

  private static func files(in directory: String) throws(Failure) -> [String] {
    let names: [String]
    do throws(Errno) {
      names = try FileSystem.names(in: directory).filter(isRouteFile)
    } catch {
      throw Failure(.noInput, "\(directory): \(error.message)")
    }
    guard !names.isEmpty else { throw Failure(.noInput, "\(directory): no .yaml or .yml file in it") }
    return names.map { directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0 }
  }

  /// Files of conversations and hidden files are no route files.
  static func isRouteFile(_ name: String) -> Bool {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
    let ending = name[dot...]
    return (ending == ".yaml" || ending == ".yml") && !name[..<dot].hasSuffix(".tests")
  }
}
