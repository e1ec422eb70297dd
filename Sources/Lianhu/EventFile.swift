import AMQP
import Domain
import Events
import Fleet
import Foundation

/// The events of one file, and what is wrong with the others.
struct EventFile {
    private(set) var events: [PreparedEvent] = []
    /// Lines of `file:place: sentence`.
    private(set) var problems: [String] = []
    /// Events that could not be read, with their places and the problems that are theirs.
    private var unread: [(json: JSON, place: String, problem: String)] = []

    /// - Parameter path: `-` for standard input.
    init(path: String) throws {
        let data = try Self.read(path)
        if let whole = try? JSON.parse(data) {
            for (index, json) in (whole.arrayValue ?? [whole]).enumerated() { add(json, "\(path): event \(index + 1)") }
            return
        }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
            do {
                add(try JSON.parse(Array(line)), "\(path): line \(index + 1)")
            } catch {
                problems.append("\(path): line \(index + 1): not JSON: \(error)")
            }
        }
    }

    private mutating func add(_ json: JSON, _ place: String) {
        do {
            events.append(try PreparedEvent(json))
        } catch {
            unread.append((json, place, "\(place): \(error.sentence)"))
            problems.append("\(place): \(error.sentence)")
        }
    }

    /// Whether any event could not be read as it is.
    var hasUnread: Bool { !unread.isEmpty }

    /// Reads again, with the mappings of their sources, what could not be read.
    mutating func read(with maps: [String: FieldMap]) {
        let rest = unread
        let known = Set(rest.map(\.problem))
        unread = []
        problems.removeAll { known.contains($0) }
        for (json, place, _) in rest {
            do {
                events.append(try PreparedEvent(json, maps))
            } catch {
                problems.append("\(place): \(error.sentence)")
            }
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        if path == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.usage, "cannot read \(path): name a file of JSON events, or - for standard input")
        }
        return [UInt8](data)
    }
}

/// An event ready for the wire.
struct PreparedEvent {
    let type: String
    let source: String
    let id: String
    private let routingKey: String
    private let body: [UInt8]

    /// Reads the event and its data as a worker would.
    /// - Parameter maps: by source: a mapped source's data is read in our fields, and published as it is.
    init(_ json: JSON, _ maps: [String: FieldMap] = [:]) throws(Rejection) {
        body = json.bytes
        var event = try CloudEvent.decode(
            EventMessage(contentType: Self.contentType, routingKey: "", body: body))
        event.data = maps[event.source]?.apply(to: event.data) ?? event.data
        (type, source, id) = (event.type, event.source, event.id)
        let area = event.data[key: "place"]?[key: "area"]?.stringValue.flatMap { AreaCode($0) }
        routingKey = ToldEvent(event, urgent: try EventCheck.isUrgent(event), area: area).routingKey
    }

    func message(user: String) -> AMQPMessage {
        AMQPMessage(
            exchange: Exchange.events, routingKey: routingKey,
            properties: AMQPProperties(contentType: Self.contentType, messageID: id, userID: user), body: body)
    }

    private static var contentType: String { "application/cloudevents+json; charset=UTF-8" }
}
