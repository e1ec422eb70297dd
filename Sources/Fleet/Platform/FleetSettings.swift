package import Domain
package import Foundation

/// Everything that operations may set, read once at the start. To add a setting: a property, and its line in `init`.
package struct FleetSettings: Sendable {
    /// How to reach RabbitMQ.
    package let broker: BrokerSettings
    /// How to reach Postgres.
    package let database: DatabaseSettings
    /// Where health and metrics are served.
    package let http: HTTPSettings
    /// What is logged, and how it looks.
    package let log: LogSettings
    /// How long details are kept.
    package let retention: RetentionSettings
    /// Carriers of texts; none where nothing is to be sent.
    package let gateways: [GatewaySettings]
    /// Which carriers take which texts.
    package let routing: GatewayRouting
    /// A file of templates for texts; nil for none.
    package let templates: String?
    /// Where and how fast the fleet's clock runs; nil for the real time.
    package let clock: ClockSetting?
    /// The rungs of the retry ladder, shortest first; the same as in the topology.
    package let retryDelays: [RetryDelay]
    package let audit: AuditSettings
    /// Deliveries in one batch, at most.
    package let batchSize: Int
    /// Deliveries that the broker may hand over unsettled, once the consumer has proved itself.
    package let prefetch: Int
    /// Seconds from the first signal until a drain is cut short.
    package let drainSeconds: Int
    /// Seconds without a beat after which a loop counts as stuck.
    package let stallSeconds: Int
    /// Seconds that deliveries are held while broker or database is away; then they are given back.
    package let outageSeconds: Int
    /// Whose days, quiet hours and working hours count.
    package let territoryZone: TimeZone
    /// Take events of sources that nobody registered: for trying out only.
    package let allowUnregisteredSources: Bool
    /// Who acts, for the command.
    package let `operator`: String?

    init(_ reader: SettingsReader) {
        broker = BrokerSettings(reader)
        database = DatabaseSettings(reader)
        http = HTTPSettings(reader)
        log = LogSettings(reader)
        retention = RetentionSettings(reader)
        gateways = GatewaySettings.all(reader)
        audit = AuditSettings(reader)
        routing = reader.routing("gatewayRoutes", to: gateways.map(\.name), "which carriers take which texts")
        templates = reader.readableFile("templates", "texts with parameters, YAML")
        clock = reader.clock("clock", "starts and speeds up the fleet's clock")
        retryDelays = reader.delays("retryDelays", "5s,30s,5m,30m", "the retry ladder")
        batchSize = reader.integer("batchSize", 200, in: 1...5000, "deliveries in a batch, at most")
        prefetch = reader.integer("prefetch", 500, in: 1...65535, "unsettled deliveries, at most")
        drainSeconds = reader.integer("drainSeconds", 25, in: 1...3600, "seconds for a drain")
        stallSeconds = reader.integer("stallSeconds", 60, in: 5...3600, "seconds until a silent loop counts as stuck")
        outageSeconds = reader.integer(
            "outageSeconds", 60, in: 1...1200, "seconds that deliveries are held in an outage")
        territoryZone = reader.timeZone("territoryZone", "Asia/Shanghai", "whose days and hours count")
        allowUnregisteredSources = reader.isOn("allowUnregisteredSources", false, "take events of any source")
        self.operator = reader.optionalText("operator", "who acts, for the command")
    }
}
