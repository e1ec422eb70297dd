import Domain
import Events

/// What a line says of something that is not the line's alone: another line that says otherwise is a fault.
struct ImportClaim {
    /// What it is about.
    let subject: String
    let value: String
    let column: TableColumn
    /// Why the later line is bad, by the number of the earlier one.
    let reason: (Int) -> String
}

extension ImportClaim {
    /// Hours are the person's; somebody with several posts has several lines.
    init(hoursOf posting: Posting) {
        self.init(
            subject: "hours \(posting.officer)", value: posting.hours?.description ?? "", column: OfficerRow.hours,
            reason: { "line \($0) has other hours for this officer: they are the person's, not the post's" })
    }
}
