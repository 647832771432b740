import POSIXStream

/// What `validate` and `test` were asked to look at: sets of files, each of which is one configuration.
///
/// The files named are one set, as `serve` would take them; each file of a directory, and of the directories in it, is
/// one by itself. With a file come the tests that are written beside it.
struct ValidationTargets: Equatable {
  var sets: [[String]] = []

  init(_ paths: [String]) throws(Failure) {
    let named = paths.filter { !FileSystem.isDirectory($0) }
    if !named.isEmpty { sets.append(ValidationTargets.withTests(named)) }
    for directory in paths where FileSystem.isDirectory(directory) {
      let files = try ValidationTargets.files(below: directory, depth: 0)
      guard !files.isEmpty else { throw Failure(.noInput, "\(directory): no .yaml or .yml file in it") }
      sets += files.map { ValidationTargets.withTests([$0]) }
    }
  }

  /// The files, each with the tests beside it that are not named already; before tests the file that they are of.
  private static func withTests(_ files: [String]) -> [String] {
    files.flatMap { file -> [String] in
      guard let (stem, ending) = split(file) else { return [file] }
      let isTests = stem.hasSuffix(".tests")
      let other = (isTests ? String(stem.dropLast(6)) : stem + ".tests") + ending
      guard !files.contains(other), FileSystem.exists(other) else { return [file] }
      return isTests ? [other, file] : [file, other]
    }
  }

  /// `a/b.yaml` as `a/b` and `.yaml`.
  private static func split(_ path: String) -> (stem: String, ending: String)? {
    guard let dot = path.lastIndex(of: "."), [".yaml", ".yml"].contains(path[dot...]) else { return nil }
    return (String(path[..<dot]), String(path[dot...]))
  }

  /// Directories within each other.
  private static let deepest = 16

  /// Its own files, then those of its directories; hidden directories and links to directories are left out.
  private static func files(below directory: String, depth: Int) throws(Failure) -> [String] {
    let names: [String]
    do throws(Errno) {
      names = try FileSystem.names(in: directory).filter { !$0.hasPrefix(".") }
    } catch {
      throw Failure(.noInput, "\(directory): \(error.message)")
    }
    let paths = names.map { (name: $0, path: directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0) }
    let directories = paths.map(\.path).filter { FileSystem.isDirectory($0) && !FileSystem.isLink($0) }
    let files = paths.filter { isRouteFile($0.name) && !directories.contains($0.path) }.map(\.path)
    guard depth < deepest else { return files }
    var found = files
    for path in directories { found += try ValidationTargets.files(below: path, depth: depth + 1) }
    return found
  }

  /// Files of conversations and hidden files are no route files.
  static func isRouteFile(_ name: String) -> Bool {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
    let ending = name[dot...]
    return (ending == ".yaml" || ending == ".yml") && !name[..<dot].hasSuffix(".tests")
  }
}
