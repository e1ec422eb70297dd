import Fleet

/// `lianhu-intake`.
@main
enum IntakeProgram {
    static func main() async {
        await WorkerMain.run(.intake) { fleet in
            WorkerParts(
                handler: IntakeHandler(policies: fleet.policies), due: [HandOverWork(policies: fleet.policies)])
        }
    }
}
