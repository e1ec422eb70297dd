import Domain
import Events
import Testing

/// What a report says about its place, as publishers write it.
@Suite struct IncidentPlaceHintsTests {
    @Test(arguments: [
        #"{"latitude": 30.03, "longitude": 120.87}"#, #"{"latitude": "30.03", "longitude": "120.87", "accuracy": 5}"#,
    ])
    func coordinates(json: String) throws {
        let report = try report(json)
        #expect(report.hints.coordinates == Coordinates(latitude: 30.03, longitude: 120.87))
        #expect(report.problems == [.missingTime])
    }

    @Test(arguments: [
        #"{"latitude": 120.87, "longitude": 30.03}"#, #"{"latitude": 30.03}"#, #"{"latitude": 0, "longitude": 0}"#,
        #"{"latitude": "north", "longitude": 1}"#, #"[30.03, 120.87]"#, #""30.03,120.87""#, "7", "{}",
        #"{"latitude": "nan", "longitude": "1"}"#,
    ])
    func badOnesAreToldAndTheReportIsTaken(json: String) throws {
        let report = try report(json)
        #expect(report.hints.coordinates == nil)
        #expect(report.problems == [.missingTime, .badCoordinates])
    }

    @Test func noneIsNoProblem() throws {
        #expect(try report("null").problems == [.missingTime])
    }

    private func report(_ coordinates: String) throws -> IncidentReport {
        let data = """
            {"text": "x", "category": "fire", "severity": "normal", "place": {"device": "S-1", "coordinates": \(coordinates)}}
            """
        let event = CloudEvent(
            id: "1", source: "s", type: IncidentReportedEvent.type, data: try JSON.parse(Array(data.utf8)))
        return try IncidentReportedEvent.parse(event)
    }
}
