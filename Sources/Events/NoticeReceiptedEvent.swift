package import Domain
import Foundation

/// `notice.receipted`: carriers' receipts by the broker; the same list comes by HTTP.
package enum NoticeReceiptedEvent {
    package static let type = "notice.receipted"
    /// Receipts in one message, at most.
    package static let limit = 1000

    /// The receipts of an event.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> [CarrierReceipt] {
        try receipts(in: event.data, at: "data")
    }

    /// Reads `{"receipts": [{"id", "reference", "status", "at"}]}`.
    /// - Parameter path: how rejections name the document.
    package static func receipts(in json: JSON, at path: String) throws(Rejection) -> [CarrierReceipt] {
        let fields = try NoticeFields(json, at: path)
        var receipts: [CarrierReceipt] = []
        for (index, json) in try fields.list("receipts", upTo: limit).enumerated() {
            receipts.append(try receipt(try NoticeFields(json, at: "\(fields.place("receipts"))[\(index)]")))
        }
        return receipts
    }

    private static func receipt(_ fields: NoticeFields) throws(Rejection) -> CarrierReceipt {
        let (id, reference) = (try fields.optional("id"), try fields.optional("reference"))
        guard id != nil || reference != nil else {
            throw NoticeFields.wrong(fields.path, "an id or a reference", .object(fields.object))
        }
        guard let outcome = try fields.word("status", CarrierReceipt.Outcome.self) else {
            throw NoticeFields.wrong(fields.place("status"), "delivered or failed", nil)
        }
        return CarrierReceipt(messageID: id, reference: reference, outcome: outcome, at: try fields.time("at"))
    }
}
