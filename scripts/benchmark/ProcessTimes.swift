import Foundation

/// Processor seconds, user and system, of the three parties, from `/proc`.
struct ProcessTimes {
    var worker = 0.0
    var broker = 0.0
    var database = 0.0

    static func - (later: ProcessTimes, earlier: ProcessTimes) -> ProcessTimes {
        ProcessTimes(
            worker: later.worker - earlier.worker, broker: later.broker - earlier.broker,
            database: later.database - earlier.database)
    }

    /// Of a process alone, and of Postgres's with all its children.
    static func now(worker: Int32, broker: Int32, database: Int32) -> ProcessTimes {
        ProcessTimes(worker: own(worker), broker: own(broker), database: family(database))
    }

    private static func own(_ pid: Int32) -> Double {
        fields(pid).map { seconds($0[11], $0[12]) } ?? 0
    }

    /// The living children, and in the parent's own line those that have ended.
    private static func family(_ pid: Int32) -> Double {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let children = entries.compactMap { Int32($0) }.compactMap(fields).filter { $0[1] == String(pid) }
        let parent = fields(pid).map { seconds($0[11], $0[12]) + seconds($0[13], $0[14]) } ?? 0
        return children.reduce(parent) { $0 + seconds($1[11], $1[12]) }
    }

    private static func seconds(_ user: Substring, _ system: Substring) -> Double {
        ((Double(user) ?? 0) + (Double(system) ?? 0)) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What stands behind the name in brackets: state, parent, …
    private static func fields(_ pid: Int32) -> [Substring]? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let line = String(decoding: data, as: UTF8.self)
        guard let end = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(end, offsetBy: 2)...].split(separator: " ")
        return fields.count > 14 ? fields : nil
    }
}
