import Crypto
package import Foundation

/// Signs what goes to a carrier and checks what comes from it: hex of HMAC-SHA256 over `timestamp.body`.
package struct MessageSignature: Sendable {
    package static let timestampHeader = "X-Lianhu-Timestamp"
    package static let signatureHeader = "X-Lianhu-Signature"
    /// Seconds by which a timestamp may differ from the real time: what is older may be a replay.
    package static let window = 300.0

    private let key: SymmetricKey

    package init(secret: String) { key = SymmetricKey(data: Data(secret.utf8)) }

    /// The signature of a body sent at a timestamp in whole seconds since 1970.
    package func sign(_ body: Data, timestamp: String) -> String {
        HMAC<SHA256>.authenticationCode(for: signed(body, timestamp), using: key)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether the body is genuine and fresh. The comparison takes the same time wherever it differs.
    /// - Parameter now: the real time, not the fleet's.
    package func isValid(_ signature: String?, timestamp: String?, body: Data, now: Date) -> Bool {
        guard let timestamp, let seconds = Int64(timestamp), let code = signature.flatMap(Self.bytes),
            abs(Double(seconds) - now.timeIntervalSince1970) <= Self.window
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed(body, timestamp), using: key)
    }

    private func signed(_ body: Data, _ timestamp: String) -> Data { Data("\(timestamp).".utf8) + body }

    private static func bytes(_ hex: String) -> Data? {
        let digits = hex.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        let values = digits.compactMap { $0 }
        return Data(stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) })
    }
}
