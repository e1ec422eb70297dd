/// The candidate that differs least from `name`, if it is near enough to have been meant: at most a third of it wrong.
package func nearestName(to name: String, among candidates: [String]) -> String? {
    let near = candidates.map { (name: $0, distance: editDistance(name.lowercased(), $0.lowercased())) }
        .min { $0.distance < $1.distance }
    guard let near, near.distance <= max(2, name.count / 3) else { return nil }
    return near.name
}

/// Levenshtein's distance: how many letters must be added, taken away or changed.
func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (line, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for (column, other) in right.enumerated() {
            let changed = diagonal + (letter == other ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
