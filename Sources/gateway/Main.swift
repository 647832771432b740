import GatewayCLI
import Glibc

@main
struct Main {
  static func main() {
    // A reader that went away is an error of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    let console = Console.process { (_, _) throws(Failure) in throw Failure(.internalError, "not yet") }
    exit(CommandLineTool.run(Array(CommandLine.arguments.dropFirst()), in: console).rawValue)
  }
}
