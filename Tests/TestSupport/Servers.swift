import Dispatch
package import Foundation
import Glibc

/// The real servers that tests run against, as `scripts/servers env NAME` names them in the environment.
package enum TestServers {
    /// Where a server listens.
    package struct Address: Sendable, Hashable, CustomStringConvertible {
        package var host: String
        package var port: Int

        /// A server that some test started.
        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Host and port as settings write them: `127.0.0.1:5672`.
        package var description: String { "\(host):\(port)" }
    }

    /// RabbitMQ's AMQP listener; user and password are `guest`.
    /// Throws ``TestServersError`` when the environment does not name one.
    package static var broker: Address {
        get throws { try address(in: "LIANHU_TEST_BROKER") }
    }

    /// RabbitMQ's management API over HTTP; user and password are `guest`.
    package static var management: Address {
        get throws { try address(in: "LIANHU_TEST_MANAGEMENT") }
    }

    /// Postgres; user (a superuser, without a password) and database are `lianhu`.
    package static var database: Address {
        get throws { try address(in: "LIANHU_TEST_DATABASE") }
    }

    /// The folder of the built programs, for tests that start the fleet as processes.
    package static var programs: URL {
        get throws { URL(filePath: try variable("LIANHU_TEST_PROGRAMS"), directoryHint: .isDirectory) }
    }

    /// Runs `scripts/servers` and returns what it printed. A test that kills servers starts its own, under another
    /// name (`up`, `faults`): the common ones are in use by its neighbours.
    /// Throws ``TestServersError`` with the script's last words when it fails.
    @discardableResult
    package static func runServersScript(_ arguments: String...) async throws -> String {
        try await runServersScript(arguments)
    }

    /// The same with the arguments as a list.
    @discardableResult
    package static func runServersScript(_ arguments: [String]) async throws -> String {
        let script = try variable("LIANHU_TEST_SERVERS_SCRIPT")
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try run(script, arguments) })
            }
        }
    }

    /// The variables of other servers than the common ones: `LIANHU_TEST_BROKER` and so on, by name.
    package static func environment(of name: String) async throws -> [String: String] {
        let lines = try await runServersScript("env", name).split(separator: "\n")
        let pairs = lines.compactMap { line -> (String, String)? in
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return Dictionary(pairs, uniquingKeysWith: { _, last in last })
    }

    /// Reads `host:port`.
    /// Throws ``TestServersError`` when the text is anything else.
    package static func address(_ text: String, named name: String) throws -> Address {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else {
            throw TestServersError("\(name) must be host:port, got '\(text)'; scripts/test sets it")
        }
        return Address(host: String(parts[0]), port: port)
    }

    private static func address(in name: String) throws -> Address {
        try address(variable(name), named: name)
    }

    private static func variable(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw TestServersError("\(name) is not set: run the tests by scripts/test, which starts the servers")
        }
        return value
    }

    /// By `system`, and into a file: the servers that the script starts inherit what Foundation's `Process` and its
    /// pipes wait for, and so would be waited for.
    private static func run(_ script: String, _ arguments: [String]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "servers-\(UUID().uuidString)")
        let complaints = file.appendingPathExtension("errors")
        defer { for file in [file, complaints] { try? FileManager.default.removeItem(at: file) } }
        let words = ([script] + arguments).map(quoted).joined(separator: " ")
        let status = unsafe system("\(words) >\(quoted(file.path())) 2>\(quoted(complaints.path())) </dev/null")
        guard status == 0 else {
            let complaint = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
            throw TestServersError("scripts/servers \(arguments.joined(separator: " ")) failed: \(complaint)")
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}

/// Why the tests' servers cannot be used, and what mends it.
package struct TestServersError: Error, CustomStringConvertible {
    /// One sentence for whoever runs the tests.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
