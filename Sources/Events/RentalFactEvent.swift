package import Domain
import Foundation

/// `rental.applied`, `.accepted`, `.refused`, `.registered`, `.suspended`, `.withdrawn`.
package struct RentalFactEvent: Sendable, Equatable {
    package let code: String
    package let stage: RentalStage
    /// Nil when the event says nothing of the house; an application always does.
    package let details: RentalDetails?

    /// The code stands in `data.rental` or `data.code`, else the subject is taken.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> RentalFactEvent {
        guard let stage = RentalStage(rawValue: String(event.type.dropFirst("rental.".count))) else {
            throw Rejection(.unknownType, field: "type", expected: "rental.applied, …", got: event.type)
        }
        let data = EventFields(event.data)
        let hasDetails = stage == .applied || event.data[key: "landlord"] != nil
        return RentalFactEvent(
            code: try code(of: event), stage: stage, details: hasDetails ? try details(data) : nil)
    }

    /// The house that an event is about.
    static func code(of event: CloudEvent) throws(Rejection) -> String {
        let data = EventFields(event.data)
        if let code = try data.optionalText("rental", limit: 60) { return code }
        if let code = try data.optionalText("code", limit: 60) { return code }
        if let code = event.subject, code.count <= 60 { return code }
        throw data.wrong("rental", "the code of a rental house")
    }

    private static func details(_ data: EventFields) throws(Rejection) -> RentalDetails {
        let landlord = data.inner("landlord")
        guard let area = AreaCode(try data.text("area")) else { throw data.wrong("area", "an area's code") }
        guard let phone = PhoneNumber(try landlord.text("phone")) else {
            throw landlord.wrong("phone", "a telephone number")
        }
        return RentalDetails(
            area: area, address: try data.text("address"), landlordName: try landlord.text("name"),
            landlordPhone: phone, occupancy: try data.whole("occupancy", 1...10_000))
    }
}
