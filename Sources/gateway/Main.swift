import GatewayCLI
import Glibc

@main
struct Main {
  static func main() async {
    // A reader that went away is an error of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    exit(await CommandLineTool.runProcess().rawValue)
  }
}
