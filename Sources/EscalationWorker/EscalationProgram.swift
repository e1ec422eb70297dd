import Fleet

/// `lianhu-escalation`: incident changes become timers, due timers become rungs.
@main enum EscalationProgram {
    static func main() async {
        await WorkerMain.run(.escalation) { fleet in
            let routines = RoutineWork(policies: fleet.policies, logger: fleet.logger)
            return WorkerParts(
                handler: EscalationHandler(policies: fleet.policies),
                due: [
                    TimerWork(policies: fleet.policies, speed: fleet.clock.speed, logger: fleet.logger),
                    DeskWork(policies: fleet.policies), routines,
                ],
                services: [
                    RoutineSchedule(work: routines, pool: fleet.pool, clock: fleet.clock, logger: fleet.logger)
                ])
        }
    }
}
