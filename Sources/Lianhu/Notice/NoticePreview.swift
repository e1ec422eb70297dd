import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Store

/// `lianhu notice preview`
struct NoticePreview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "What a notice would be: its text, segments, phones and hour. Sends nothing.",
        discussion: """
            FILE holds a `notice.requested` event, as `lianhu publish` takes it.

            EXAMPLE
              lianhu notice preview drill.json && lianhu publish drill.json
            """)

    @Argument(help: "A file of JSON, or - for standard input.") var file: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        let request = try read(try NoticeTemplates.load(context.settings))
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        let phones = try await context.pool.load(NoticeAudienceStore.size(of: request.audience, at: now))
        let hold = NoticeHold.decide(
            priority: request.priority, notBefore: request.notBefore, at: now,
            policy: try await context.policies().current)
        let known = try await context.pool.load(NoticeStore.known([request.key])).contains(request.key)
        show(request, phones: phones, hold: hold, isKnown: known, carrier: carrier(request, context), context.times)
    }

    /// The first choice for most of these texts.
    private func carrier(_ request: NoticeRequest, _ context: CommandContext) -> GatewaySettings? {
        let settings = context.settings
        let names = settings.routing.gateways(phone: "1", purpose: request.purpose, priority: request.priority)
        return settings.gateways.first { $0.name == names.first }
    }

    private func read(_ templates: NoticeTemplates) throws -> NoticeRequest {
        let text =
            file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
        guard let text else { throw CommandFailure(.usage, "cannot read \(file): is it there, and may you read it?") }
        do {
            let message = EventMessage(contentType: "application/cloudevents+json", routingKey: "", body: [UInt8](text))
            return try NoticeRequestedEvent.parse(try CloudEvent.decode(message), templates: templates)
        } catch {
            throw CommandFailure(.usage, "\(file): \(error.sentence)")
        }
    }

    private func show(
        _ request: NoticeRequest, phones: Int, hold: NoticeHold?, isKnown: Bool, carrier: GatewaySettings?,
        _ times: LocalTimes
    ) {
        let size = TextSegments(request.longestText)
        let cost = carrier.map { Double(phones * size.count) * $0.price }
        let worthless = hold.map { hold in request.expiresAt.map { $0 <= hold.until } ?? false } ?? false
        if output.json {
            return Terminal.print(
                json: [
                    "key": .string(request.key), "known": .bool(isKnown), "text": .string(request.text),
                    "encoding": .string(size.encoding.rawValue), "segments": .int(Int64(size.count)),
                    "phones": .int(Int64(phones)), "messages": .int(Int64(phones * size.count)),
                    "carrier": carrier.map { .string($0.name) } ?? .null, "cost": cost.map(JSON.double) ?? .null,
                    "held": hold.map { .string($0.name) } ?? .null,
                    "goesAt": hold.map { .string(RFC3339.text($0.until)) } ?? .null, "expiresFirst": .bool(worthless),
                ])
        }
        print(Terminal.bold("\(request.key)  \(request.purpose), \(request.priority.rawValue)"))
        print((request.text + (request.question?.plea() ?? "")).plain)
        print(
            "\(request.longestText.unicodeScalars.count) characters, \(size.encoding.rawValue), \(size.count) segments each"
        )
        let price = carrier.map { $0.price > 0 ? String(format: ", %.2f at \($0.name)'s price", cost ?? 0) : "" } ?? ""
        print("\(phones) phones, \(phones * size.count) segments in all\(price)")
        print(hold.map { "held, \($0.name): goes \(times.text($0.until))" } ?? "goes at once")
        if worthless { print(Terminal.red("it expires before it would go: nobody would be told")) }
        if isKnown { print(Terminal.red("this key is a notice already: publishing it tells nobody anything")) }
        if phones == 0 { print(Terminal.red("this audience has no telephone number at all")) }
    }
}
