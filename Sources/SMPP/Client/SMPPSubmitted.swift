/// What became of one message that was handed over.
package enum SMPPSubmitted: Sendable, Equatable {
    /// Taken whole; the carrier's id of each segment, in plain form.
    case accepted(ids: [String])
    /// Segments with these ids were taken, and the rest was not: the phone may show a part of it or nothing.
    case partly(ids: [String], problem: String)
    /// Nothing of it was taken, nor will it be another time.
    case rejected(problem: String)
    /// Nothing of it was taken now; it may be another time.
    case throttled
    /// Nothing of it was sent.
    case refused(reason: String)
    /// Something of it was sent and not answered: it may have been taken. Ids are of segments that were answered.
    case unknown(ids: [String], reason: String)
}
