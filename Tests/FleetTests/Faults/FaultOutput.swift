import Foundation

/// What a run says while it goes on: into the file that `LIANHU_TEST_FAULTS_REPORT` names, for whoever follows it
/// there, because the test runner may keep back what a test prints; else on standard output.
enum FaultOutput {
    /// A step on the way, for the log alone.
    static func note(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) }

    /// What whoever started the run wants to read.
    static func say(_ text: String) {
        let data = Data((text + "\n").utf8)
        guard let path = ProcessInfo.processInfo.environment["LIANHU_TEST_FAULTS_REPORT"] else {
            try? FileHandle.standardOutput.write(contentsOf: data)
            return
        }
        if !FileManager.default.fileExists(atPath: path) { try? Data().write(to: URL(filePath: path)) }
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        defer { try? file.close() }
        _ = try? file.seekToEnd()
        try? file.write(contentsOf: data)
    }
}
