import Foundation
import TestSupport
import Testing

@testable import SMPP

@Suite struct SMPPTLSTests {
    @Test func anEncryptedConnectionIsVerified() async throws {
        try await withCertificates { folder in
            let authorities = folder.appending(path: "ca.pem").path
            // Without a name the certificate is compared with the address.
            for (certificate, name) in [("named", "smsc.example"), ("addressed", nil)] {
                try await SMPPWorld.run(
                    server(folder, certificate),
                    client: .test { $0.tls = SMPPTLS(authorities: authorities, serverName: name) }
                ) { world in
                    #expect(await world.submit() == .accepted(ids: ["0"]))
                }
            }
        }
    }

    @Test func anotherNameOrAuthorityIsRefused() async throws {
        try await withCertificates { folder in
            let wrong = [
                SMPPTLS(authorities: folder.appending(path: "ca.pem").path, serverName: "other.example"),
                SMPPTLS(authorities: folder.appending(path: "strange.pem").path, serverName: "smsc.example"),
            ]
            for tls in wrong {
                try await SMPPWorld.run(server(folder, "named"), client: .test { $0.tls = tls }, bound: false) {
                    world in
                    try await world.eventually("a failed handshake") { await world.client.problem != nil }
                    #expect(!world.client.isBound)
                    #expect(await world.desk.binds.isEmpty, "no password goes to somebody unverified")
                }
            }
        }
    }

    private func server(_ folder: URL, _ certificate: String) -> SMPPServerSettings {
        var server = SMPPServerSettings()
        server.tls = (
            folder.appending(path: "\(certificate).pem").path, folder.appending(path: "\(certificate).key").path
        )
        return server
    }

    private func withCertificates(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "smpp-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for authority in ["ca", "strange"] {
            try openssl(
                folder,
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=\(authority) -keyout \(authority).key "
                    + "-out \(authority).pem")
        }
        for (certificate, name) in [("named", "DNS:smsc.example"), ("addressed", "IP:127.0.0.1")] {
            try openssl(
                folder,
                "req -newkey rsa:2048 -nodes -subj /CN=carrier -keyout \(certificate).key -out \(certificate).csr")
            try Data("subjectAltName=\(name)".utf8).write(to: folder.appending(path: "names"))
            try openssl(
                folder,
                "x509 -req -in \(certificate).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names "
                    + "-out \(certificate).pem")
        }
        try await body(folder)
    }

    private func openssl(_ folder: URL, _ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments)")
    }
}
