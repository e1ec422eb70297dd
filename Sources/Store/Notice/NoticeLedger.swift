import Postgres

/// The words under which people see where a delivery stands. They only go forward, but that what is unknown may still
/// turn out delivered or failed.
enum NoticeLedger {
    /// Of a row `d`: queued, held, submitted (perhaps on its way), unknown (asked about, or nobody can tell), accepted
    /// by the carrier, delivered, failed, expired, suppressed (not wanted, or said by another text), stopped.
    static let word: SQL = """
        CASE WHEN d.held IS NOT NULL AND d.state = 'pending' THEN 'held'
            WHEN d.state = 'pending' THEN 'queued' WHEN d.state = 'sending' THEN 'submitted'
            WHEN d.state = 'ambiguous' THEN 'unknown' WHEN d.state = 'submitted' THEN 'accepted'
            WHEN d.state = 'stopped' AND d.problem IN ('optedOut', 'folded', 'overtaken') THEN 'suppressed'
            ELSE d.state END
        """
}
