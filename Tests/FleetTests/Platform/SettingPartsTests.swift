import Testing

@testable import Fleet

@Suite struct SettingPartsTests {
    @Test func endpoints() {
        #expect(Endpoint.list("a, [::1]:7", defaultPort: 5)?.map(\.description) == ["a:5", "[::1]:7"])
        for wrong in ["", "a,", ":5", "a:0", "a:b", "a b", "a:1:2", "[::1", "amqp://a"] {
            #expect(Endpoint.list(wrong, defaultPort: 5) == nil, "\(wrong)")
        }
    }

    @Test func delays() {
        #expect(RetryDelay.list("5s, 2m,1h")?.map(\.duration) == [.seconds(5), .seconds(120), .seconds(3600)])
        for wrong in ["", "5", "s", "0s", "-1s", "5d", "5m,5m", "1.5s", "5s,"] {
            #expect(RetryDelay.list(wrong) == nil, "\(wrong)")
        }
    }

    @Test func nearestNames() {
        #expect(editDistance("kitten", "sitting") == 3)
        #expect(editDistance("", "abc") == 3)
        #expect(editDistance("same", "same") == 0)
        #expect(nearestName(to: "brokr.hosts", among: ["broker.hosts", "database.hosts"]) == "broker.hosts")
        #expect(nearestName(to: "entirely.different", among: ["broker.hosts"]) == nil)
    }

    @Test func maskedPhones() {
        #expect(masked(phone: "13812341234") == "138****1234")
        #expect(masked(phone: "+8613812341234") == "+86138****1234")
        #expect(masked(phone: "87654321") == "****21")
        #expect(masked(phone: "110") == "****")
    }

    @Test func exitCodes() {
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 64, 69, 70, 75])
        #expect(ExitCode(of: ServiceUnreachable("x", reason: "y")) == .unreachable)
        #expect(ExitCode(of: SettingsErrors(problems: [])) == .usage)
        #expect(ExitCode(of: TryAgainLater("x")) == .tryAgain)
        #expect(ExitCode(of: CancellationError()) == .defect)
    }
}
