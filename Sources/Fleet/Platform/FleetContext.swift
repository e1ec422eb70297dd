package import Logging

/// What a program gets when it starts.
package struct FleetContext: Sendable {
    /// Its name, as in logs.
    package let program: String
    /// As operations set them.
    package let settings: FleetSettings
    /// Where its parts say how they are.
    package let health: Health
    /// For what swift-metrics cannot say; counting goes through `Counter`, `Timer` and so on.
    package let metrics: MetricsRegistry
    /// Already started, for further routes.
    package let http: HealthServer
    /// Named like the program.
    package let logger: Logger
}
