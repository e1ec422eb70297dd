import Fleet

/// `lianhu-intake`.
@main
enum IntakeProgram {
    static func main() async {
        await WorkerMain.run(.intake) { fleet in
            WorkerParts(
                handler: IntakeHandler(policy: fleet.policy), due: [HandOverWork(policy: fleet.policy)])
        }
    }
}
