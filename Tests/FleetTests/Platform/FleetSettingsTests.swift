import Foundation
import Testing

@testable import Fleet

@Suite struct FleetSettingsTests {
    @Test func defaultsHoldWhenNothingIsSet() throws {
        let settings = try FleetSettings.load(arguments: [], environment: [:])
        #expect(settings.broker.hosts == [Endpoint(host: "127.0.0.1", port: 5672)])
        #expect(settings.retryDelays.map(\.name) == ["5s", "30s", "5m", "30m"])
        #expect(settings.batchSize == 200)
        #expect(settings.retention.eventLog == 90)
        #expect(settings.territoryZone.identifier == "Asia/Shanghai")
        #expect(settings.gateways.isEmpty)
        #expect(settings.clock == nil)
    }

    @Test func laterSourcesWin() throws {
        let file = try TemporaryFile(
            """
            broker: {hosts: "a:1,b", virtualHost: file}
            database:
              hosts: [c:3, d]
              poolSize: 7
            http: {port: 8080}
            """)
        let settings = try FleetSettings.load(
            arguments: ["--config", file.path, "--http-port=9090", "--allow-unregistered-sources"],
            environment: ["LIANHU_BROKER_VIRTUAL_HOST": "environment", "LIANHU_HTTP_PORT": "7070", "HOME": "/"])
        #expect(settings.broker.hosts == [Endpoint(host: "a", port: 1), Endpoint(host: "b", port: 5672)])
        #expect(settings.database.hosts == [Endpoint(host: "c", port: 3), Endpoint(host: "d", port: 5432)])
        #expect(settings.broker.virtualHost == "environment")
        #expect(settings.http.port == 9090)
        #expect(settings.database.poolSize == 7)
        #expect(settings.allowUnregisteredSources)
    }

    @Test func aFlagKeepsTheCommasOfItsValue() throws {
        let settings = try FleetSettings.load(
            arguments: ["--broker-hosts", "a:1,b:2", "--broker-password", "x,y,,z"], environment: [:])
        #expect(settings.broker.hosts.map(\.port) == [1, 2])
        #expect(settings.broker.password == "x,y,,z")
    }

    @Test func secretsComeFromFiles() throws {
        let file = try TemporaryFile("from a file\n")
        let settings = try FleetSettings.load(
            arguments: [], environment: ["LIANHU_DATABASE_PASSWORD_FILE": file.path])
        #expect(settings.database.password == "from a file")
    }

    @Test func everyWrongSettingIsReportedAtOnce() throws {
        let file = try TemporaryFile("brokr: {hosts: x}\nhttp: {port: many}\nbatchSize: 0\n")
        let problems = problems(
            ["--config=\(file.path)", "--log-levle", "debug", "--prefetch"],
            [
                "LIANHU_DATABASE_HOST": "x", "LIANHU_CLOCK": "noon", "LIANHU_RETRY_DELAYS": "30s,5s",
                "LIANHU_TERRITORY_ZONE": "Mars/Olympus", "LIANHU_BROKER_HOSTS": "x:99999",
                "LIANHU_GATEWAY_URL": "https://carrier.example/send",
            ])
        let names = problems.map(\.name)
        let expected = [
            "--log-levle", "--prefetch", "LIANHU_DATABASE_HOST", "brokr.hosts", "LIANHU_BROKER_HOSTS", "http.port",
            "gateway.secret", "LIANHU_CLOCK", "LIANHU_RETRY_DELAYS", "batchSize", "LIANHU_TERRITORY_ZONE",
        ]
        #expect(names == expected)
        #expect(problems.first { $0.name == "--log-levle" }?.suggestion == "--log-level")
        #expect(problems.first { $0.name == "LIANHU_DATABASE_HOST" }?.suggestion == "LIANHU_DATABASE_HOSTS")
        #expect(problems.first { $0.name == "brokr.hosts" }?.suggestion == "broker.hosts")
        #expect(problems.first { $0.name == "http.port" }?.value == "many")
        #expect(problems.first { $0.name == "batchSize" }?.expected == "a whole number from 1 to 5000")
    }

    @Test func secretsAreNeverShown() {
        let file = "/nowhere/secret"
        let problems = problems([], ["LIANHU_BROKER_PASSWORD": "hunter2", "LIANHU_BROKER_PASSWORD_FILE": file])
        #expect(problems.map(\.name) == ["LIANHU_BROKER_PASSWORD_FILE"])
        #expect(!"\(SettingsErrors(problems: problems))".contains("hunter2"))
        let url = self.problems([], ["LIANHU_BROKER_MANAGEMENT": "ftp://user:hunter2@host"])
        #expect(url.first?.value == "ftp://***@host")
        let secret = self.problems([], ["LIANHU_BROKER_MANAGEMENT": "http://user:hunter2@host:15672"])
        #expect(secret.first?.value == "http://***@host:15672")
    }

    @Test func variablesOfKubernetesAndTestsAreNobodysMistake() throws {
        _ = try FleetSettings.load(
            arguments: [],
            environment: [
                "LIANHU_NOTICE_SERVICE_HOST": "10.0.0.1", "LIANHU_NOTICE_PORT": "tcp://10.0.0.1:80",
                "LIANHU_NOTICE_PORT_80_TCP_ADDR": "10.0.0.1", "LIANHU_TEST_BROKER": "x:1", "LIANHU_CLOCK": "",
            ])
    }

    @Test func aMissingFileAndABrokenOneAreProblems() throws {
        #expect(problems(["--config", "/nowhere.yaml"], [:]).map(\.name) == ["--config"])
        let broken = try TemporaryFile("broker: [")
        #expect(problems([], ["LIANHU_CONFIG": broken.path]).map(\.name) == ["YAML"])
        let comments = try TemporaryFile("# broker:\n#   hosts: x\n")
        #expect(problems(["--config", comments.path], [:]).isEmpty)
    }

    @Test func eachNameIsSpelledAsTheLibrarySpellsIt() throws {
        for setting in FleetSettings.declared where setting.key == "broker.virtualHost" {
            #expect(setting.flag == "--broker-virtual-host")
            #expect(setting.variable == "LIANHU_BROKER_VIRTUAL_HOST")
        }
        #expect(Set(FleetSettings.declared.map(\.key)).count == FleetSettings.declared.count)
        #expect(FleetSettings.help.contains("--drain-seconds"))
    }

    @Test func aCommandKeepsItsOwnArguments() {
        let split = FleetSettings.split(
            arguments: ["dead", "list", "--json", "--broker-hosts", "a:1", "--operator=w", "--limit", "5"])
        #expect(split.settings == ["--broker-hosts", "a:1", "--operator=w"])
        #expect(split.rest == ["dead", "list", "--json", "--limit", "5"])
    }

    /// Each setting, wrong in each source, is found in each: none is read under another name than it is declared.
    @Test(arguments: FleetSettings.declared.filter { $0.expected != "text" && $0.key != "clock" })
    func eachSettingIsReadFromFlagAndEnvironment(_ setting: SettingDeclaration) {
        #expect(problems(["\(setting.flag)=\u{1}: no"], [:]).contains { $0.name == setting.flag })
        #expect(problems([], [setting.variable: "\u{1}: no"]).contains { $0.name == setting.variable })
    }

    private func problems(_ arguments: [String], _ environment: [String: String]) -> [SettingProblem] {
        do {
            _ = try FleetSettings.load(arguments: arguments, environment: environment)
            return []
        } catch {
            return error.problems
        }
    }
}

/// A file that goes away with the test.
private final class TemporaryFile {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("lianhu-\(UUID().uuidString)").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
