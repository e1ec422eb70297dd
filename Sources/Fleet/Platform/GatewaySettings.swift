package import Foundation

/// A carrier that is reached by HTTP.
package struct GatewaySettings: Sendable {
    /// As it appears in events, metrics and the path of its receipts.
    package let name: String
    /// Where messages are sent to; http or https.
    package let url: URL
    /// Signs what is sent and what comes back.
    package let secret: String
    /// Messages in one request, at most.
    package let batch: Int
    /// Seconds for a whole call. How long a dead process holds up what it was sending follows from it.
    package let timeoutSeconds: Int

    init?(_ reader: SettingsReader) {
        name = reader.text("gateway.name", "http", "the carrier's name")
        let url = reader.url("gateway.url", "the carrier's address")
        let secret = reader.optionalText("gateway.secret", "signs what goes and comes", secret: true)
        batch = reader.integer("gateway.batch", 100, in: 1...1000, "messages in a request, at most")
        timeoutSeconds = reader.integer("gateway.timeoutSeconds", 10, in: 1...120, "seconds for a call of the carrier")
        guard let url else { return nil }
        if secret == nil { reader.report("gateway.secret", expected: "a secret when gateway.url is given") }
        self.url = url
        self.secret = secret ?? ""
    }
}
