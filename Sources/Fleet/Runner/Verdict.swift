package import Events
package import Foundation

/// What a handler says of a delivery. Only the runner settles it.
package enum Verdict: Sendable, Equatable {
    /// Its effect is saved; the word is what a duplicate of it is told.
    case done(String)
    /// It failed for now: up the retry ladder, an attempt charged.
    case retry(reason: String, sentence: String)
    /// Its time has not come: kept as a row until then, no attempt charged.
    case postpone(until: Date, reason: String)
    /// It never will work as it is: a dead letter, with the reason.
    case reject(Rejection)
}
