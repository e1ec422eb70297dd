import Fleet

/// `lianhu-escalation`: incident changes become timers, due timers become rungs.
@main enum EscalationProgram {
    static func main() async {
        await WorkerMain.run(.escalation) { fleet in
            WorkerParts(
                handler: EscalationHandler(policy: fleet.policy),
                due: [TimerWork(policy: fleet.policy, speed: fleet.clock.speed, logger: fleet.logger)])
        }
    }
}
