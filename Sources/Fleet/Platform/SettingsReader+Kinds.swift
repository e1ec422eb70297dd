import Domain
import Foundation
import Logging

/// The kinds of values that settings have. Each says what it expects, so that a problem can repeat it.
extension SettingsReader {
    func optionalText(_ key: String, _ purpose: String, expected: String = "text", secret: Bool = false) -> String? {
        value(declare(key, expected, nil, purpose, secret: secret)) { $0 }
    }

    func text(_ key: String, _ fallback: String, _ purpose: String, expected: String = "text") -> String {
        value(declare(key, expected, fallback, purpose)) { $0 } ?? fallback
    }

    func integer(_ key: String, _ fallback: Int, in range: ClosedRange<Int>, _ purpose: String) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return value(declare(key, expected, "\(fallback)", purpose)) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    func number(_ key: String, _ fallback: Double, in range: ClosedRange<Double>, _ purpose: String) -> Double {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        return value(declare(key, expected, "\(fallback)", purpose)) { text in
            Double(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// Names that are parts of other settings' names: small letters and digits, each once.
    func names(_ key: String, _ purpose: String) -> [String] {
        value(declare(key, "names of small letters and digits, each once, by commas", nil, purpose)) { text in
            let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            let areNames = names.allSatisfy { name in
                name.first.map { ("a"..."z").contains($0) } ?? false
                    && name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
            }
            return areNames && Set(names).count == names.count ? names : nil
        } ?? assumedNames
    }

    func routing(_ key: String, to gateways: [String], _ purpose: String) -> GatewayRouting {
        let expected = "rules like prefix=+852:NAME; priority=emergency:NAME,NAME; *:NAME of carriers in gateways"
        return value(declare(key, expected, nil, purpose)) { GatewayRouting($0, gateways: gateways) }
            ?? GatewayRouting(to: gateways)
    }

    func isOn(_ key: String, _ fallback: Bool, _ purpose: String) -> Bool {
        value(declare(key, "true or false", "\(fallback)", purpose, isSwitch: true)) { text in
            switch text.lowercased() {
            case "true", "yes", "on", "1": true
            case "false", "no", "off", "0": false
            default: nil
            }
        } ?? fallback
    }

    func choice<T: RawRepresentable<String> & CaseIterable>(_ key: String, _ fallback: T, _ purpose: String) -> T {
        let expected = "one of " + T.allCases.map(\.rawValue).joined(separator: ", ")
        return value(declare(key, expected, fallback.rawValue, purpose)) { T(rawValue: $0) } ?? fallback
    }

    func endpoints(_ key: String, _ fallback: String, port: Int, _ purpose: String) -> [Endpoint] {
        let expected = "hosts as host or host:port, by commas"
        return value(declare(key, expected, fallback, purpose)) { Endpoint.list($0, defaultPort: port) } ?? []
    }

    func url(_ key: String, _ purpose: String) -> URL? {
        value(declare(key, "a URL with http or https and no password in it", nil, purpose)) { text in
            guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()) else { return nil }
            // Addresses are printed; user and password have settings of their own.
            return url.host?.isEmpty == false && url.user == nil && url.password == nil ? url : nil
        }
    }

    /// Telephone numbers by commas.
    func phones(_ key: String, _ purpose: String) -> [PhoneNumber] {
        value(declare(key, "telephone numbers by commas", nil, purpose)) { text in
            let phones = text.split(separator: ",").map {
                PhoneNumber($0.trimmingCharacters(in: .whitespaces))
            }
            return phones.contains(nil) ? nil : phones.compactMap(\.self)
        } ?? []
    }

    func address(_ key: String, _ fallback: String, _ purpose: String) -> String {
        value(declare(key, "an IP address or localhost", fallback, purpose)) { text in
            text == "localhost" ? "127.0.0.1" : ListeningAddress(host: text, port: 0) == nil ? nil : text
        } ?? fallback
    }

    func readableFile(_ key: String, _ purpose: String) -> String? {
        value(declare(key, "the path of a readable file", nil, purpose)) { path in
            FileManager.default.isReadableFile(atPath: path) ? path : nil
        }
    }

    func delays(_ key: String, _ fallback: String, _ purpose: String) -> [RetryDelay] {
        let expected = "rising delays like 5s, 30s, 5m, by commas"
        return value(declare(key, expected, fallback, purpose)) { RetryDelay.list($0) } ?? []
    }

    func timeZone(_ key: String, _ fallback: String, _ purpose: String) -> TimeZone {
        let expected = "a time zone like Asia/Shanghai"
        return value(declare(key, expected, fallback, purpose)) { TimeZone(identifier: $0) } ?? .gmt
    }

    func clock(_ key: String, _ purpose: String) -> ClockSetting? {
        let expected = "an instant with offset and a speed, like 2026-03-02T07:00:00+08:00*120"
        return value(declare(key, expected, nil, purpose)) { ClockSetting.parse($0) }
    }

    private func declare(
        _ key: String, _ expected: String, _ fallback: String?, _ purpose: String, secret: Bool = false,
        isSwitch: Bool = false
    ) -> SettingDeclaration {
        SettingDeclaration(
            key: key, expected: expected, fallback: fallback, purpose: purpose, isSecret: secret, isSwitch: isSwitch)
    }
}
