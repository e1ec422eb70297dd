import Foundation
import Glibc
import TestSupport
import Testing

/// Kannel's two processes as Debian has them, with a carrier behind them: bearerbox speaks SMPP, smsbox HTTP.
final class KannelBox: @unchecked Sendable {  // two processes that only this object touches, one after the other
    /// Where texts are handed over.
    let sendsms: URL
    private let folder: URL
    private let bearerbox = Process()
    private let smsbox = Process()
    private let admin = WholeFleet.freePort()
    private let box = WholeFleet.freePort()

    /// Writes the configuration; nothing runs yet.
    /// - Parameters:
    ///   - smpp: the carrier's port on this machine.
    ///   - replies: where messages from phones go, without the query.
    init(smpp: Int, replies: String) throws {
        let port = WholeFleet.freePort()
        sendsms = try NoticeWorld.address(port, "cgi-bin/sendsms")
        folder = FileManager.default.temporaryDirectory.appending(path: "kannel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.configuration(admin, box, smpp: smpp, sendsms: port, replies: replies)
            .write(to: folder.appending(path: "kannel.conf"), atomically: true, encoding: .utf8)
    }

    func whileRunning(_ body: () async throws -> Void) async throws {
        defer { end() }
        try start(bearerbox, "bearerbox")
        try await BrokerFixture.until("the carrier bound by Kannel: \(log("bearerbox"))") { [self] in
            log("bearerbox").contains("bind_transceiver_resp")
        }
        try start(smsbox, "smsbox")
        try await BrokerFixture.until("smsbox connected: \(log("smsbox"))") { [self] in
            log("smsbox").contains("Connected to bearerbox")
        }
        try await body()
    }

    private func start(_ process: Process, _ program: String) throws {
        let output = folder.appending(path: program)
        try Data().write(to: output)
        let file = try FileHandle(forWritingTo: output)
        process.executableURL = URL(filePath: "/usr/sbin/\(program)")
        process.arguments = [folder.appending(path: "kannel.conf").path()]
        process.standardInput = FileHandle.nullDevice
        (process.standardOutput, process.standardError) = (file, file)
        try process.run()
    }

    private func log(_ program: String) -> String {
        ((try? String(contentsOf: folder.appending(path: program), encoding: .utf8)) ?? "")
    }

    private func end() {
        // Gently they would wait for one another, and for the carrier.
        for process in [smsbox, bearerbox] where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for process in [smsbox, bearerbox] where process.processIdentifier > 0 { process.waitUntilExit() }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func configuration(_ admin: Int, _ box: Int, smpp: Int, sendsms: Int, replies: String) -> String {
        """
        group = core
        admin-port = \(admin)
        admin-password = x
        admin-interface = 127.0.0.1
        smsbox-port = \(box)
        box-allow-ip = 127.0.0.1
        dlr-storage = internal

        group = smsc
        smsc = smpp
        smsc-id = standin
        host = 127.0.0.1
        port = \(smpp)
        transceiver-mode = true
        smsc-username = kannel
        smsc-password = secret
        system-type = x
        msg-id-type = 0
        reconnect-delay = 1
        throughput = 100

        group = smsbox
        bearerbox-host = 127.0.0.1
        bearerbox-port = \(box)
        sendsms-port = \(sendsms)
        sendsms-interface = 127.0.0.1
        http-request-retry = 10
        http-queue-delay = 1

        group = sendsms-user
        username = lianhu
        password = secret
        max-messages = 20
        concatenation = true

        group = sms-service
        keyword = default
        catch-all = true
        get-url = "\(replies)?phone=%p&text=%b&coding=%c&id=%I"
        max-messages = 0
        omit-empty = true

        """
    }
}
