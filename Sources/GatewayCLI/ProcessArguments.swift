/// What this process was started with.
enum ProcessArguments {
  /// The arguments without the program's name; nothing where one is not UTF-8, which `CommandLine.arguments`
  /// would change without a word.
  static func read() -> [String]? {
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      // SAFETY: argv has argc strings, each ended by NUL; nothing in this process changes them.
      guard let text = unsafe CommandLine.unsafeArgv[index], let argument = unsafe String(validatingCString: text)
      else { return nil }
      arguments.append(argument)
    }
    return arguments
  }
}
