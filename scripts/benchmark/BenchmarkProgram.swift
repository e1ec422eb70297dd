import Foundation

/// Measures intake against a floor: the same messages through the same modules, without rules.
///
/// `scripts/bench` builds it, starts the servers and calls it.
@main
enum BenchmarkProgram {
    static func main() async {
        do {
            let options = try BenchmarkOptions(arguments: Array(CommandLine.arguments.dropFirst()))
            if let floor = options.floor {
                try await FloorWorker(bench: try Bench(name: floor), options: options).run()
            } else {
                try await Comparison(options: options).run()
            }
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }
}
