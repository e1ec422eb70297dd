import Domain
import Fleet
import Logging

@main
enum NoticeProgram {
    static func main() async {
        await WorkerMain.run(.notice) { fleet in
            let templates = try NoticeTemplates.load(fleet.settings)
            let carriers = try NoticeCarriers(fleet)
            if carriers.isEmpty { fleet.logger.warning("no carrier is set: notices are kept and nothing is sent") }
            try await carriers.watch.look()
            return WorkerParts(
                handler: NoticeHandler(
                    policies: fleet.policies, gateway: carriers.usual, templates: templates, logger: fleet.logger),
                due: carriers.works, routes: carriers.routes, services: carriers.services)
        }
    }
}
