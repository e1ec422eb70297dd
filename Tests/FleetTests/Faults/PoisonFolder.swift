import Foundation
import Postgres
import TestSupport

/// What fails for now: a trigger refuses a report as long as a file of its name lies here. A file, so that neither the
/// database's clock nor its outages decide how often it failed.
///
/// `@unchecked Sendable` because the lock guards the list.
final class PoisonFolder: @unchecked Sendable {
    /// Until the second step of the ladder, whose third is far off.
    private static let illness: Duration = .milliseconds(1500)

    private let folder: URL
    private let lock = NSLock()
    private var ill: [(id: String, until: ContinuousClock.Instant)] = []

    init(_ folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Makes the town's database fail on texts that say so.
    func install(_ town: PostgresSettings) async throws {
        try await TownDatabase.script(
            """
            CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
                IF NEW.text LIKE 'always fails %' OR NEW.text LIKE 'fails now %' AND
                    (pg_stat_file('\(folder.path())' || substr(NEW.text, 11), true)).size IS NOT NULL
                THEN RAISE EXCEPTION 'poison'; END IF;
                RETURN NEW; END$$;
            CREATE TRIGGER poison BEFORE INSERT ON incident FOR EACH ROW EXECUTE FUNCTION poison();
            """, town)
    }

    func poison(_ id: String) {
        _ = FileManager.default.createFile(atPath: folder.appending(path: id).path(), contents: nil)
        lock.withLock { ill.append((id, .now + Self.illness)) }
    }

    /// Heals what has been ill for long enough.
    func healUntilCancelled() async {
        while !Task.isCancelled {
            heal { $0 <= .now }
            try? await Task.sleep(for: .milliseconds(50))
        }
        heal { _ in true }
    }

    private func heal(_ isOver: (ContinuousClock.Instant) -> Bool) {
        let healed = lock.withLock {
            defer { ill.removeAll { isOver($0.until) } }
            return ill.filter { isOver($0.until) }
        }
        for patient in healed { try? FileManager.default.removeItem(at: folder.appending(path: patient.id)) }
    }
}
