import Metrics
import Testing

@testable import Fleet

@Suite struct MetricsRegistryTests {
    private let registry = MetricsRegistry()

    @Test func countersAndGauges() {
        let counter = Counter(
            label: "lianhu.events", dimensions: [("worker", "intake"), ("verdict", "done")], factory: registry)
        counter.increment()
        counter.increment(by: 4)
        let again = Counter(
            label: "lianhu.events", dimensions: [("verdict", "done"), ("worker", "intake")], factory: registry)
        again.increment()
        Meter(label: "lianhu_backlog", factory: registry).set(2.5)
        Gauge(label: "lianhu_age", factory: registry).record(-3)
        registry.describe("lianhu_events_total", "Events,\nby \\verdict")
        #expect(
            registry.exposition() == """
                # TYPE lianhu_age gauge
                lianhu_age -3
                # TYPE lianhu_backlog gauge
                lianhu_backlog 2.5
                # HELP lianhu_events_total Events,\\nby \\\\verdict
                # TYPE lianhu_events_total counter
                lianhu_events_total{verdict="done",worker="intake"} 6

                """)
    }

    @Test func histogramsAddUp() {
        let timer = Timer(label: "lianhu_batch", dimensions: [("worker", "notice")], factory: registry)
        timer.recordMilliseconds(1)
        timer.recordMilliseconds(3)
        timer.recordSeconds(1000)
        let lines = registry.exposition().split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE lianhu_batch_seconds histogram")
        #expect(lines.contains(#"lianhu_batch_seconds_bucket{worker="notice",le="0.001"} 1"#))
        #expect(lines.contains(#"lianhu_batch_seconds_bucket{worker="notice",le="0.005"} 2"#))
        #expect(lines.contains(#"lianhu_batch_seconds_bucket{worker="notice",le="300"} 2"#))
        #expect(lines.contains(#"lianhu_batch_seconds_bucket{worker="notice",le="+Inf"} 3"#))
        #expect(lines.contains(#"lianhu_batch_seconds_sum{worker="notice"} 1000.004"#))
        #expect(lines.last == #"lianhu_batch_seconds_count{worker="notice"} 3"#)
    }

    @Test func everyLineFollowsTheFormat() throws {
        let label = "1 wéird-näme"
        let dimensions = [("le", "a\"b\\c\nd"), ("9x", "中文"), ("", "empty")]
        Counter(label: label, dimensions: dimensions, factory: registry).increment()
        Recorder(label: "sizes", dimensions: dimensions, factory: registry).record(7)
        Meter(label: "undefined", factory: registry).set(Double.nan)
        Meter(label: "infinite", factory: registry).set(-Double.infinity)
        Meter(label: "small", factory: registry).set(0.00001)
        let labels = #"(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)+\})?"#
        let sample = try Regex(#"[a-zA-Z_:][a-zA-Z0-9_:]*"# + labels + #" (-?[0-9.e+-]+|NaN|[+-]Inf)"#)
        let comment = /# (TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram)|HELP .*)/
        let text = registry.exposition()
        #expect(text.hasSuffix("\n"))
        for line in text.split(separator: "\n") {
            let fits = try sample.wholeMatch(in: line) != nil || comment.wholeMatch(in: line) != nil
            #expect(fits, "\(line)")
        }
        #expect(text.contains("undefined NaN\n"))
        #expect(text.contains("infinite -Inf\n"))
    }

    @Test func oneNameHasOneKind() {
        Counter(label: "x_total", factory: registry).increment()
        Meter(label: "x_total", factory: registry).set(1)
        let types = registry.exposition().split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        #expect(types == ["# TYPE x_total counter", "# TYPE x_total_gauge gauge"])
    }

    @Test func destroyedSeriesGo() {
        let counter = Counter(label: "gone", factory: registry)
        counter.increment()
        counter.destroy()
        #expect(registry.exposition().isEmpty)
    }

    @Test func countsFromManyTasksAllArrive() async {
        let counter = Counter(label: "busy", factory: registry)
        let meter = Meter(label: "level", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment()
                        meter.increment(by: 0.5)
                    }
                }
            }
        }
        #expect(registry.exposition().contains("busy_total 8000\n"))
        #expect(registry.exposition().contains("level 4000\n"))
    }
}
