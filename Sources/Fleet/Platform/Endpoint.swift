/// A host and a port that some server listens on.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address; an IPv6 address without its brackets.
    package let host: String
    /// From 1 to 65535.
    package let port: Int

    /// Makes an endpoint from what is already known to be right.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, with brackets around an IPv6 address.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Reads `a:1,b,[::1]:2`; nil if there is none or one of them is wrong.
    package static func list(_ text: String, defaultPort: Int) -> [Endpoint]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let endpoints = parts.compactMap { parse($0.trimming(while: \.isWhitespace), defaultPort: defaultPort) }
        return endpoints.count == parts.count ? endpoints : nil
    }

    private static func parse(_ text: Substring, defaultPort: Int) -> Endpoint? {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let host = text[text.index(after: text.startIndex)..<end]
            return make(host, text[text.index(after: end)...], defaultPort)
        }
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        return make(text[..<colon], text[colon...], defaultPort)
    }

    private static func make(_ host: Substring, _ rest: Substring, _ defaultPort: Int) -> Endpoint? {
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "@" }) else { return nil }
        if rest.isEmpty { return Endpoint(host: String(host), port: defaultPort) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return Endpoint(host: String(host), port: Int(port))
    }
}

extension Substring {
    func trimming(while predicate: (Character) -> Bool) -> Substring {
        let front = drop(while: predicate)
        return front[..<(front.lastIndex { !predicate($0) }.map(front.index(after:)) ?? front.startIndex)]
    }
}
