import Foundation

/// The command line. The process that is the floor is this same program, called with `--floor`.
struct BenchmarkOptions {
    var json = false
    var events = 20_000
    var rounds = 5
    /// The program to measure.
    var intake = ""
    var brokerPID: Int32 = 0
    var databasePID: Int32 = 0
    /// Where it runs, if this process is the floor.
    var floor: String?
    /// Bytes of the two bodies that the floor publishes for each event.
    var openedBytes = 0
    var noticeBytes = 0

    init(arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--json" {
                json = true
                continue
            }
            guard let value = rest.popFirst() else { throw BenchmarkError("\(name) needs a value") }
            try set(name, value)
        }
    }

    private mutating func set(_ name: String, _ value: String) throws {
        switch name {
        case "--events": events = try Self.number(name, value)
        case "--rounds": rounds = try Self.number(name, value)
        case "--intake": intake = value
        case "--broker-pid": brokerPID = Int32(try Self.number(name, value))
        case "--database-pid": databasePID = Int32(try Self.number(name, value))
        case "--floor": floor = value
        case "--opened-bytes": openedBytes = try Self.number(name, value)
        case "--notice-bytes": noticeBytes = try Self.number(name, value)
        default: throw BenchmarkError("there is no \(name); scripts/bench [--json] [--events N] [--rounds R]")
        }
    }

    private static func number(_ name: String, _ value: String) throws -> Int {
        guard let number = Int(value), number > 0 else {
            throw BenchmarkError("\(name) is a whole number above 0, got \(value)")
        }
        return number
    }
}

/// One sentence for the person who measures.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
