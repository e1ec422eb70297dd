/// A delivery whose end is known, as the fleet tells it: without phone number and text.
package struct SettledDelivery: Sendable, Equatable {
    package let id: Int64
    /// The notice's key.
    package let notice: String
    package let purpose: String
    package let incident: String?
    /// Nil when it never got as far as a carrier.
    package let gateway: String?
    package let segments: Int
    package let isDelivered: Bool
    /// Why it failed, in one word or the carrier's sentence.
    package let problem: String?

    package init(
        id: Int64, notice: String, purpose: String, incident: String?, gateway: String?, segments: Int,
        isDelivered: Bool, problem: String?
    ) {
        self.id = id
        self.notice = notice
        self.purpose = purpose
        self.incident = incident
        self.gateway = gateway
        self.segments = segments
        self.isDelivered = isDelivered
        self.problem = problem
    }
}
