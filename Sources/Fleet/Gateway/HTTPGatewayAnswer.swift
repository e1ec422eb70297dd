import Events

/// Reads what a carrier answers over HTTP. It is another's machine: nothing in it is believed further than it goes.
enum HTTPGatewayAnswer {
    /// The document of a good answer; every other status is an error with what it means for the messages.
    static func json(status: Int, retryAfter: String?, body: [UInt8]) throws(GatewayError) -> JSON {
        switch status {
        case 200..<300: break
        case 429, 503: throw .throttled(after: retryAfter.flatMap(seconds))
        case 400, 413, 422: throw .unfit("HTTP \(status)")
        case 400..<500: throw .refused("HTTP \(status)")
        default: throw .noAnswer("HTTP \(status)")
        }
        guard let json = try? JSON.parse(body) else { throw .noAnswer("an answer that is not JSON") }
        return json
    }

    /// What can be read of a submit's results; a message that is not among them may have been taken.
    static func results(in answer: JSON) throws(GatewayError) -> [SubmitResult] {
        guard let results = answer[key: "results"]?.arrayValue else { throw .noAnswer("an answer without results") }
        return results.compactMap(result)
    }

    /// Half an answer would make messages look as if the carrier had not got them: what cannot be read whole is none.
    static func statuses(in answer: JSON) throws(GatewayError) -> [MessageStatus] {
        guard let list = answer[key: "messages"]?.arrayValue else { throw .noAnswer("an answer without messages") }
        let known = list.compactMap(status)
        guard known.count == list.count else { throw .noAnswer("a status that cannot be read") }
        return known
    }

    /// Not a number, infinity and times before now are numbers to `Double`, and no patience.
    private static func seconds(_ text: String) -> Double? {
        Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }

    /// As it can be kept: one character may be a hundred thousand scalars long, and U+0000 makes the record of what a
    /// person was told fail for ever.
    private static func kept(_ text: String) -> String {
        StoredProperties.storable(String(String.UnicodeScalarView(text.unicodeScalars.prefix(200))))
    }

    private static func result(_ json: JSON) -> SubmitResult? {
        guard let reference = json[key: "reference"]?.stringValue else { return nil }
        switch json[key: "status"]?.stringValue {
        case "accepted":
            return json[key: "id"]?.stringValue.map {
                SubmitResult(reference: reference, outcome: .accepted(id: kept($0)))
            }
        case "rejected":
            let problem = json[key: "problem"]?.stringValue ?? "rejected"
            return SubmitResult(reference: reference, outcome: .rejected(problem: kept(problem)))
        case "throttled": return SubmitResult(reference: reference, outcome: .throttled)
        default: return nil
        }
    }

    private static func status(_ json: JSON) -> MessageStatus? {
        guard let reference = json[key: "reference"]?.stringValue, let id = json[key: "id"]?.stringValue,
            let state = json[key: "status"]?.stringValue.flatMap(MessageStatus.State.init)
        else { return nil }
        return MessageStatus(reference: reference, id: kept(id), state: state)
    }
}
