package import Foundation
package import FoundationNetworking

extension URLSession {
    /// As `data(for:)`, but cancelling the caller does not cancel the call: Foundation's call and its cancellation at
    /// the moment of its end wait for each other's locks for ever (seen with Swift 6.3 on Linux, both in
    /// `withStatusRecordLock`). The call ends by its own timeout.
    package func uncancelledData(for request: URLRequest) async throws -> (Data, URLResponse) {
        try await Task { try await data(for: request) }.value
    }
}
