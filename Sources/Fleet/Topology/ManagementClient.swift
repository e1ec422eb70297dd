package import Events
package import Foundation
import FoundationNetworking
import Loop

/// Why the management API did not do as asked.
package enum ManagementError: Error, Equatable, CustomStringConvertible {
    case unreachable(String, reason: String)
    /// 401: name or password; 403 never comes for an administrator.
    case refused(user: String, status: Int)
    case missing(String)
    case failed(String, status: Int, reason: String)

    /// One sentence without the password.
    package var description: String {
        switch self {
        case .unreachable(let address, let reason): "RabbitMQ's management API at \(address) is unreachable: \(reason)"
        case .refused(let user, let status):
            "RabbitMQ's management API refuses user \(user) (\(status)): check the password, and that the user has the "
                + "tag administrator"
        case .missing(let what): "RabbitMQ's management API has no \(what)"
        case .failed(let what, let status, let reason): "\(what) failed (\(status)): \(reason)"
        }
    }
}

/// RabbitMQ's management API, as far as `setup`, `doctor` and `status` use it.
package struct ManagementClient: Sendable {
    package let address: URL
    package let virtualHost: String
    let user: String
    private let authorization: String
    private let session: URLSession
    private let refusals = RefusalWatch()

    /// - Parameter timeout: seconds for each request, all told.
    package init(address: URL, virtualHost: String, user: String, password: String, timeout: TimeInterval = 4) {
        self.address = address
        self.virtualHost = virtualHost
        self.user = user
        authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeout
        configuration.timeoutIntervalForResource = timeout
        session = URLSession(configuration: configuration, delegate: refusals, delegateQueue: nil)
    }

    /// Nil when the settings name no management API.
    package init?(_ settings: BrokerSettings, timeout: TimeInterval = 4) {
        guard let address = settings.management else { return nil }
        self.init(
            address: address, virtualHost: settings.virtualHost, user: settings.user, password: settings.password,
            timeout: timeout)
    }

    /// The JSON at `api/` and these parts, each escaped whole.
    package func get(_ parts: String..., query: String = "") async throws -> JSON {
        try JSON.parse([UInt8](try await send("GET", parts, nil, query: query)))
    }

    /// Makes or changes what is at these parts.
    package func put(_ parts: String..., body: JSON) async throws {
        _ = try await send("PUT", parts, body)
    }

    /// Posts to these parts.
    package func post(_ parts: String..., body: JSON) async throws {
        _ = try await send("POST", parts, body)
    }

    /// Removes what is at these parts.
    package func delete(_ parts: String...) async throws {
        _ = try await send("DELETE", parts, nil)
    }

    private func send(_ method: String, _ parts: [String], _ body: JSON?, query: String = "") async throws -> Data {
        let path = parts.map(Self.escaped).joined(separator: "/")
        let base = address.absoluteString.hasSuffix("/") ? address.absoluteString : address.absoluteString + "/"
        guard let url = URL(string: "\(base)api/\(path)\(query)") else { throw ManagementError.missing(path) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue(authorization, forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = body.map { Data($0.bytes) }
        return try await answer(to: request, "\(method) api/\(path)")
    }

    private func answer(to request: URLRequest, _ what: String) async throws -> Data {
        let (data, response): (Data, URLResponse)
        do {
            (data, response) = try await session.data(for: request)
        } catch {
            if refusals.hasRefusal { throw ManagementError.refused(user: user, status: 401) }
            throw ManagementError.unreachable(address.absoluteString, reason: error.localizedDescription)
        }
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        switch status {
        case 200..<300: return data
        case 401, 403: throw ManagementError.refused(user: user, status: status)
        case 404: throw ManagementError.missing(what)
        default:
            throw ManagementError.failed(
                what, status: status, reason: String(decoding: data.prefix(200), as: UTF8.self))
        }
    }

    private static func escaped(_ part: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return part.addingPercentEncoding(withAllowedCharacters: plain) ?? part
    }
}

/// Ends a request whose password was refused: without a delegate Foundation waits for ever for another one.
/// `@unchecked Sendable` because the lock guards what changes.
private final class RefusalWatch: NSObject, URLSessionTaskDelegate, @unchecked Sendable {
    private let lock = Lock()
    private var isRefused = false

    /// All requests of a client have the same password, so one refusal tells of all.
    var hasRefusal: Bool { lock.withLock { isRefused } }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        lock.withLock { isRefused = true }
        completionHandler(.cancelAuthenticationChallenge, nil)
    }
}
