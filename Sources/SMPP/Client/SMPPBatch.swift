/// Gathers the results of one call. Belongs to one actor.
final class SMPPBatch<Result> {
    private var results: [Result?]
    private var missing: Int
    private let done: ([Result]) -> Void

    init(_ count: Int, _ done: @escaping ([Result]) -> Void) {
        results = Array(repeating: nil, count: count)
        missing = count
        self.done = done
    }

    /// The result at a place, once.
    func set(_ index: Int, _ result: Result) {
        guard results[index] == nil else { return }
        results[index] = result
        missing -= 1
        if missing == 0 { done(results.compactMap { $0 }) }
    }
}
