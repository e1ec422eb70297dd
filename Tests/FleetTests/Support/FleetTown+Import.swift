import Foundation
import Testing

extension FleetTown {
    /// `lianhu import` with a table; gives back what it printed.
    @discardableResult
    func importing(
        _ kind: String, _ table: String, _ flags: [String] = [], code: Int32 = 0
    ) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        try Data(table.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try start(
            "lianhu", [:], ["import", kind, file.path(), "--operator", "wang", "--because", "a test"] + flags)
        #expect(try await process.exit() == code, "\(kind): \(process.log)")
        return process.log
    }
}
