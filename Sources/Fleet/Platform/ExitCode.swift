/// How a program of the fleet ends, in the numbers of sysexits.h that operations and supervisors act on.
package enum ExitCode: Int32, Sendable, CaseIterable {
    /// Drained: what was begun is finished, the rest was given back.
    case cleanDrain = 0
    /// Wrong usage or settings: starting again will not help.
    case usage = 64
    /// A service that is needed stayed unreachable.
    case unreachable = 69
    /// A defect.
    case defect = 70
    /// Try again: the drain was cut short, by a second signal or because its time was over.
    case tryAgain = 75
}
