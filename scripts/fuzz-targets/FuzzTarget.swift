/// What can be fuzzed: everything that reads what others send.
enum FuzzTarget: String, CaseIterable {
    /// Documents: simdjson's bridge against the careful reader, and writing.
    case json
    /// CloudEvents in both modes, and what a worker then does with them.
    case events
    /// The data of each event type, read by the worker that takes it.
    case facts
    /// Frames of the broker, header tables, and the dead letters made of them.
    case frames
    /// Requests to a worker's HTTP server, and signed receipts.
    case http
    /// A carrier's answers.
    case gateway
    /// CSV files that people import.
    case tables
    /// Field maps over data, and what phones answer.
    case maps
    /// A carrier's stream over SMPP.
    case smpp
    /// What a carrier's receipts say.
    case receipts

    func run(_ bytes: [UInt8]) {
        switch self {
        case .json: JSONFuzz.run(FuzzInput(bytes).rest)
        case .events: EventFuzz.run(FuzzInput(bytes))
        case .facts: FactFuzz.run(FuzzInput(bytes))
        case .frames: FrameFuzz.run(bytes)
        case .http: HTTPFuzz.run(bytes)
        case .gateway: GatewayFuzz.run(FuzzInput(bytes))
        case .tables: TableFuzz.run(FuzzInput(bytes))
        case .maps: MapFuzz.run(FuzzInput(bytes))
        case .smpp: SMPPFuzz.run(bytes)
        case .receipts: ReceiptFuzz.run(FuzzInput(bytes))
        }
    }
}
