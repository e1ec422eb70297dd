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
        let fields = try EventFields(object: json, path: path)
        var receipts: [CarrierReceipt] = []
        for field in try fields.list("receipts", limit: limit) {
            receipts.append(try receipt(try EventFields(object: field.data, path: field.path)))
        }
        return receipts
    }

    private static func receipt(_ fields: EventFields) throws(Rejection) -> CarrierReceipt {
        let (id, reference) = (try fields.optionalText("id"), try fields.optionalText("reference"))
        guard id != nil || reference != nil else {
            throw EventFields.wrong(fields.path, "an id or a reference", fields.data)
        }
        return CarrierReceipt(
            messageID: id, reference: reference, outcome: try fields.word("status"), at: try fields.optionalTime("at"))
    }
}
