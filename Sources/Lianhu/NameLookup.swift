import Domain
import Fleet
import Postgres
import Store

/// Finds what people call by name; an unknown name is refused with the nearest there is.
struct NameLookup {
    let pool: PostgresPool

    /// The officers with this id or name: several people may bear one.
    func officers(_ text: String) async throws -> [Responsible] {
        if let id = Int64(text) {
            guard try await pool.load(OfficerStore.isKnown(id)) else {
                throw CommandFailure(.usage, "there is no officer \(id); see `lianhu officer list`")
            }
            return [.officer(id)]
        }
        let found = try await pool.load(IncidentPeopleStore.officers(named: text))
        guard !found.isEmpty else {
            let names = try await pool.load(IncidentPeopleStore.officerNames())
            throw CommandFailure(
                .usage, "no officer is called \(text.plain)\(near(text, names)) See `lianhu officer list`")
        }
        return found.map(Responsible.officer)
    }

    /// The name itself, if such a source is registered.
    func source(_ name: String) async throws -> String {
        let known = try await pool.load(SourceStore.all()).keys.sorted()
        guard known.contains(name) || name.hasPrefix("lianhu/") else {
            throw CommandFailure(
                .usage, "there is no source \(name.plain)\(near(name, known)) See `lianhu source list`")
        }
        return name
    }

    private func near(_ name: String, _ known: [String]) -> String {
        nearestName(to: name, among: known).map { "; did you mean \($0.plain)?" } ?? "."
    }
}
