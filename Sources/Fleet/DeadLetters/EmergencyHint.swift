package import Domain
import Events

/// Whether what cannot be read may be an emergency all the same: a format error must not cost a life. [domain.md 1.1]
package enum EmergencyHint {
    /// By the key, by a severity in the body, or by one of the policy's words in the text. Rather once too often.
    package static func looksUrgent(routingKey: String, body: [UInt8], policy: Policy) -> Bool {
        if routingKey.hasPrefix("urgent.") || routingKey.hasSuffix(".urgent") { return true }
        let text = readable(body)
        if text.contains(/"severity"\s*:\s*"emergency"/) { return true }
        return policy.emergencyWords.contains { text.contains($0.lowercased()) }
    }

    /// The body as text as well as it goes, lower-case, escapes of JSON undone: many libraries write Chinese as \uXXXX.
    static func readable(_ body: [UInt8]) -> String {
        let bytes = (try? TextEncoding.utf8.utf8(from: body)) ?? (try? TextEncoding.gb18030.utf8(from: body)) ?? body
        return unescaped(String(decoding: bytes, as: UTF8.self)).lowercased()
    }

    private static func unescaped(_ text: String) -> String {
        guard text.contains("\\u") else { return text }
        return text.replacing(/(?:\\u[0-9a-fA-F]{4})+/) { match in
            let units = match.output.split(separator: "\\u").compactMap { UInt16($0, radix: 16) }
            return String(decoding: units, as: UTF16.self)
        }
    }
}
