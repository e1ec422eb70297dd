import Foundation

/// What is done to the fleet and its servers.
enum Fault: String, CaseIterable, Sendable {
    case workerKilled, workerStopped, workersKilled, deadlyDelivery, replicasChanged
    case brokerStopped, brokerKilled, brokerRestarted, brokerOutOfMemory, brokerOutOfDisk, retryLevelFull
    case consumersCancelled, connectionsClosed
    case databaseHalted, databaseKilled, databaseRestarted, databaseReadOnly, databaseDiskFull, databaseClockBack
    case leaderKilled, nodeKilled, majorityKilled
    case brokerCut, brokerStalled, brokerSlow, databaseCut, databaseStalled, databaseSlow
    case carrierCut, carrierStalled, carrierSlow

    /// What two faults at once may not share.
    enum Part: Sendable { case workers, broker, cluster, database, brokerLine, databaseLine, carrierLine }

    var part: Part {
        switch self {
        case .workerKilled, .workerStopped, .workersKilled, .deadlyDelivery, .replicasChanged: .workers
        case .brokerStopped, .brokerKilled, .brokerRestarted, .brokerOutOfMemory, .brokerOutOfDisk, .retryLevelFull,
            .consumersCancelled, .connectionsClosed:
            .broker
        case .leaderKilled, .nodeKilled, .majorityKilled: .cluster
        case .databaseHalted, .databaseKilled, .databaseRestarted, .databaseReadOnly, .databaseDiskFull,
            .databaseClockBack:
            .database
        case .brokerCut, .brokerStalled, .brokerSlow: .brokerLine
        case .databaseCut, .databaseStalled, .databaseSlow: .databaseLine
        case .carrierCut, .carrierStalled, .carrierSlow: .carrierLine
        }
    }

    /// All that one broker can have, or those that `LIANHU_TEST_FAULTS_ONLY` names, for whoever looks for one's cause.
    static var chosen: [Fault] {
        let only = ProcessInfo.processInfo.environment["LIANHU_TEST_FAULTS_ONLY"]
        return only.map { $0.split(separator: ",").compactMap { Fault(rawValue: String($0)) } }
            ?? allCases.filter { $0.part != .cluster }
    }

    /// In words.
    var title: String {
        rawValue.replacing(/[A-Z]/) { " " + $0.output.lowercased() }
    }

    /// Within how many seconds every kind of worker must work again: a worker's restart, a server's return.
    var limit: Double {
        switch self {
        case .workerKilled, .workersKilled: 2
        default: 10
        }
    }
}
