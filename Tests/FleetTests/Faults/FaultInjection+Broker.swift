import Events
import Fleet
import Foundation
import TestSupport

extension FaultInjection {
    func onBroker(_ fault: Fault) async throws -> ContinuousClock.Instant {
        switch fault {
        case .brokerStopped:
            try await servers.run("ctl", "stop_app")
            await waitOut(hold)
            return try await servers.restart(.broker, by: ["ctl", servers.name, "start_app"])
        case .brokerKilled:
            try await servers.run("kill", "broker")
            await waitOut(hold)
            return try await servers.restart(.broker)
        case .brokerOutOfMemory:
            try await servers.run("ctl", "set_vm_memory_high_watermark", "0.0001")
            await waitOut(hold)
            try await servers.run("ctl", "set_vm_memory_high_watermark", "absolute", "1GB")
            return .now
        case .brokerOutOfDisk:
            try await servers.run("ctl", "set_disk_free_limit", "mem_relative", "1000.0")
            await waitOut(hold)
            try await servers.run("ctl", "set_disk_free_limit", "100MB")
            return .now
        case .retryLevelFull: return try await fullLevel()
        case .consumersCancelled: return try await cancelConsumers()
        case .connectionsClosed:
            try await servers.run("ctl", "close_all_connections", "--vhost", "town", "a test closes them")
            return .now
        default:
            try await servers.run("stop", "broker")
            return try await servers.restart(.broker)
        }
    }

    /// The first level of intake's ladder takes nothing more; a policy that is stronger than the topology's.
    private func fullLevel() async throws -> ContinuousClock.Instant {
        let management = fleet.town.management
        let policy = "policies/\(management.virtualHost)/full"
        try await management.send(
            "PUT", policy,
            json: """
                {"pattern":"^lianhu\\\\.intake\\\\.retry\\\\.1s$","apply-to":"queues","priority":99,"definition":{
                "message-ttl":1000,"dead-letter-exchange":"lianhu.back","dead-letter-strategy":"at-least-once",
                "overflow":"reject-publish","max-length":1,"delivery-limit":100}}
                """)
        await load.publishFailingNow(8)
        await waitOut(hold)
        try await management.send("DELETE", policy)
        return .now
    }

    /// Every worker is sent basic.cancel by the very process of the broker that does so when a queue goes; the queues,
    /// and what is in them, stay. (Nothing that leaves them be makes this broker cancel by itself.)
    private func cancelConsumers() async throws -> ContinuousClock.Instant {
        try await servers.run(
            "ctl", "eval",
            """
            [catch begin
                {dictionary, D} = process_info(proplists:get_value(channel_pid, C), dictionary),
                [S | _] = proplists:get_value(list_to_atom("$ancestors"), D),
                {writer, W, _, _} = lists:keyfind(writer, 1, supervisor:which_children(S)),
                rabbit_writer:send_command(
                    W, {list_to_atom("basic.cancel"), proplists:get_value(consumer_tag, C), true})
            end || C <- rabbit_amqqueue:consumers_all(<<"town">>)].
            """)
        return .now
    }
}
