extension CloudEvent {
    private static let specVersion = "1.0"

    /// The event as one JSON document. The routing key is the type unless another is given.
    package func encoded(routingKey: String? = nil) -> EventMessage {
        var members: [JSONObject.Member] = []
        for (name, value) in attributes + [("datacontenttype", dataContentType)] + ownExtensions {
            members.append(JSONObject.Member(key: name, value: .string(value)))
        }
        if !data.isNull { members.append(JSONObject.Member(key: "data", value: data)) }
        return EventMessage(
            contentType: "application/cloudevents+json; charset=UTF-8", routingKey: routingKey ?? type,
            body: JSON.object(JSONObject(distinct: members)).bytes)
    }

    /// The event with its attributes in headers and its data as body.
    package func binaryEncoded(routingKey: String? = nil) -> EventMessage {
        var headers: [String: String] = [:]
        for (name, value) in attributes + ownExtensions { headers["cloudEvents_" + name] = value }
        return EventMessage(
            contentType: dataContentType, headers: headers, routingKey: routingKey ?? type,
            body: data.isNull ? [] : data.bytes)
    }

    private var attributes: [(String, String)] {
        var all = [("specversion", Self.specVersion), ("id", id), ("source", source), ("type", type)]
        if let subject { all.append(("subject", subject)) }
        if let time { all.append(("time", RFC3339.text(time))) }
        if let dataSchema { all.append(("dataschema", dataSchema)) }
        return all
    }

    /// Sorted, so that the same event is the same bytes; none may take the place of an attribute or of the data.
    private var ownExtensions: [(String, String)] {
        extensions.sorted { $0.key < $1.key }.compactMap { name, value in
            let taken = CloudEventAttributes.core.contains(name) || name == "data" || name == "data_base64"
            return taken ? nil : (name, value)
        }
    }
}
