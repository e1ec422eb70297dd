import Domain
import Fleet

/// `lianhu-inspection`: let houses and what falls due for them.
@main enum InspectionProgram {
    static func main() async {
        await WorkerMain.run(.inspection) { fleet in
            try await InspectionStart.schedule(in: fleet.pool, at: fleet.clock.now())
            return WorkerParts(
                handler: InspectionHandler(), due: [InspectionWork(policies: fleet.policies)])
        }
    }
}
