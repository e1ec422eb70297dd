package import Foundation

/// An area that the store holds, with the time in which its code means it. A code may mean another area later.
package struct KnownArea: Sendable, Equatable {
    package let id: Int64
    package let code: AreaCode
    /// `.distantPast` where it was always there.
    package let from: Date
    /// `.distantFuture` where no end is known.
    package let to: Date
    package let successors: [AreaCode]

    package init(id: Int64, code: AreaCode, from: Date, to: Date, successors: [AreaCode] = []) {
        self.id = id
        self.code = code
        self.from = from
        self.to = to
        self.successors = successors
    }
}
