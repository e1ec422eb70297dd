import CRabbitMQ
import Domain
import Postgres
import Store

@testable import AMQP
@testable import Events
@testable import Fleet

/// Bytes of the broker through the library's reader and ours. A byte in front says how they are to be taken.
enum FrameFuzz {
    /// First byte even: frames as they come. Odd: the rest is the header of a delivery, whose body is the key's.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzInput(bytes)
        let isWhole = input.byte() % 2 == 0
        read(isWhole ? input.rest : Self.delivery(header: input.rest)).forEach(examine)
    }

    private static func delivery(header: [UInt8]) -> [UInt8] {
        let method: [UInt8] = [0, 60, 0, 60, 1, 0x74, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0x6B]
        let fixed: [UInt8] = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        return frame(1, method) + frame(2, fixed + header)
    }

    private static func frame(_ type: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let count = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        return [type, 0, 1] + count + payload + [0xCE]
    }

    /// A first frame ends the library's wait for the handshake; then the sizes are agreed on.
    private static func read(_ bytes: [UInt8]) -> [BrokerEvent] {
        guard let state = unsafe amqp_new_connection() else { return [] }
        defer { _ = unsafe amqp_destroy_connection(state) }
        unsafe feed(state, frame(3, [0])) { _ in }
        _ = unsafe amqp_tune_connection(state, 16, 131_072, 0)
        var assembler = FrameAssembler(generation: 1)
        var events: [BrokerEvent] = []
        unsafe feed(state, bytes) { frame in
            if let event = unsafe assembler.take(frame) { events.append(event) }
        }
        return events
    }

    private static func feed(
        _ state: amqp_connection_state_t, _ bytes: [UInt8], _ body: (amqp_frame_t) -> Void
    ) {
        var done = 0
        while done < bytes.count {
            var frame = unsafe amqp_frame_t()
            let taken = unsafe bytes.withUnsafeBytes { buffer in
                let start = unsafe UnsafeMutableRawPointer(mutating: buffer.baseAddress.map { unsafe $0 + done })
                return unsafe amqp_handle_input(
                    state, amqp_bytes_t(len: buffer.count - done, bytes: start), &frame)
            }
            guard taken > 0 else { return }
            done += Int(taken)
            if unsafe frame.frame_type != 0 { unsafe body(frame) }
            unsafe amqp_maybe_release_buffers(state)
        }
    }

    private static func examine(_ event: BrokerEvent) {
        guard case .delivered(let delivery) = event else { return }
        EventFuzz.decodeByWorkers(delivery)
        let letter = DeadLetter(delivery, worker: .intake, policy: .standard)
        isStorable(letter)
        survives(delivery.properties)
        let failure = Republish.Failure(reason: "badData", sentence: "No.", attempts: 1, at: "")
        let dead = Republish.dead(delivery, worker: .intake, failure: failure)
        let problem = Republish.slimmed(dead).problem(headerLimit: 126_976)
        FuzzCheck.holds(problem == nil, "a dead letter can be published: \(problem ?? "")")
    }

    /// Its body is kept as bytes, which may be anything.
    private static func isStorable(_ letter: DeadLetter) {
        let texts = [
            letter.reason, letter.error, letter.fingerprint, letter.originExchange, letter.originKey,
            letter.source, letter.eventID, letter.eventType, letter.properties.text,
        ]
        FuzzCheck.isStorable(texts, "a dead letter")
        FuzzCheck.holds(!letter.properties.text.contains(#"\u0000"#), "a dead letter's properties have no U+0000")
    }

    /// Written for the wire and read again, and kept in the database and read again.
    private static func survives(_ properties: AMQPProperties) {
        let arena = WireArena()
        let again = unsafe AMQPProperties(copying: arena.properties(properties))
        FuzzCheck.holds(again.description == properties.description, "properties survive the wire")
        let kept = StoredProperties.json(properties)
        FuzzCheck.holds((try? StoredProperties.properties(kept)) != nil, "stored properties are read again")
    }
}

extension AMQPProperties {
    /// Not a number differs from itself: a text does not.
    fileprivate var description: String {
        "\(contentType ?? "-") \(messageID ?? "-") \(persistent) \(Self.text(.table(headers)))"
    }

    private static func text(_ value: AMQPValue) -> String {
        switch value {
        case .table(let table):
            "{" + table.map { "\($0.key.debugDescription): \(text($0.value))" }.sorted().joined(separator: ", ") + "}"
        case .array(let array): "[" + array.map(text).joined(separator: ", ") + "]"
        default: "\(value)"
        }
    }
}
