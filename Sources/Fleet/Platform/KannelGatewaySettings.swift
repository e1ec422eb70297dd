package import Foundation

/// A Kannel box that relays to carriers.
package struct KannelGatewaySettings: Sendable, Equatable {
    /// Its sendsms interface, such as `http://kannel:13013/cgi-bin/sendsms`.
    package let url: URL
    package let user: String
    package let password: String
    /// The number that texts come from.
    package let source: String
    /// Where Kannel reaches this worker's HTTP, such as `http://notice:8080`; without it there are no receipts.
    package let receiptsBase: URL?
    /// Goes into the address of receipts and replies, for Kannel signs nothing.
    package let token: String

    init?(_ reader: SettingsReader, at path: String) {
        let url = reader.url("\(path).url", "the address of Kannel's sendsms")
        user = reader.text("\(path).user", "lianhu", "the sendsms-user at Kannel")
        password = reader.optionalText("\(path).password", "its password", secret: true) ?? ""
        source = reader.optionalText("\(path).source", "the number that texts come from") ?? ""
        receiptsBase = reader.url("\(path).receiptsBase", "where Kannel reaches this worker's HTTP")
        let token = reader.optionalText("\(path).token", "part of the address of receipts", secret: true)
        self.token = token ?? ""
        guard let url else {
            reader.report("\(path).url", expected: "the address of Kannel's sendsms")
            return nil
        }
        self.url = url
        if receiptsBase != nil, self.token.count < 16 || !self.token.allSatisfy(\.isURLSafe) {
            reader.report("\(path).token", expected: "16 letters and digits or more when receiptsBase is given")
        }
    }
}

extension Character {
    fileprivate var isURLSafe: Bool { isASCII && (isLetter || isNumber) }
}
