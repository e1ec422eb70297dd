/// Where health and metrics are served.
package struct HTTPSettings: Sendable {
    /// The address to listen on.
    package let host: String
    /// 0 takes any free port, which the log then names.
    package let port: Int

    init(_ reader: SettingsReader) {
        host = reader.address("http.host", "127.0.0.1", "address for health and metrics")
        port = reader.integer("http.port", 0, in: 0...65535, "port for health and metrics, 0 for any free")
    }
}
