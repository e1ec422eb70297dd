import Glibc

/// `fuzz TARGET [the fuzzer's own options]`: coverage-guided runs of one decoder. `scripts/fuzz` builds and calls it.
@main enum FuzzProgram {
    /// Set once, before the fuzzer calls back.
    nonisolated(unsafe) private static var target: FuzzTarget = .json

    static func main() {
        let names = FuzzTarget.allCases.map(\.rawValue)
        guard CommandLine.arguments.count > 1, let chosen = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
            for name in names { print(name) }
            exit(64)
        }
        unsafe target = chosen
        var count = CommandLine.argc - 1
        var arguments = unsafe CommandLine.unsafeArgv + 1
        unsafe (arguments[0] = CommandLine.unsafeArgv[0])
        exit(unsafe fuzzerMain(&count, &arguments) { unsafe FuzzProgram.run($0, $1) })
    }

    private static func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
        let before = FuzzCheck.processorSeconds
        unsafe target.run(bytes)
        FuzzCheck.isQuick(since: before, bytes: count)
        return 0
    }
}

/// libFuzzer's own main loop, of the runtime that comes with the compiler.
@_silgen_name("LLVMFuzzerRunDriver")
private func fuzzerMain(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
