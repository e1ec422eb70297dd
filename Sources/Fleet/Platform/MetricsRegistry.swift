import Loop
package import Metrics

/// The fleet's backend of swift-metrics: it keeps every series and writes them for Prometheus.
///
/// Counters get the ending `_total`, timers `_seconds`, unless they have it. Counting takes no lock; only the first
/// use of a series and reading do. `@unchecked Sendable` because the lock guards families and helps.
package final class MetricsRegistry: MetricsFactory, @unchecked Sendable {
    private let lock = Lock()
    private var families: [String: MetricFamily] = [:]
    private var helps: [String: String] = [:]

    /// An empty registry. `MetricsSystem.bootstrap(registry)` makes it the process's.
    package init() {}

    /// Says in a sentence what a metric counts; `name` as it is exposed.
    package func describe(_ name: String, _ help: String) {
        lock.withLock { helps[name] = help }
    }

    /// Everything in Prometheus's text format 0.0.4.
    package func exposition() -> String {
        let (families, helps) = lock.withLock { (self.families, self.helps) }
        return families.filter { !$0.value.cells.isEmpty }.sorted { $0.key < $1.key }
            .map { $0.value.exposition(name: $0.key, help: helps[$0.key]) }.joined()
    }

    /// The cell of a series, the same one for the same name and labels. A name that is already of another kind gets
    /// an ending: two kinds under one name make the whole page unreadable.
    private func cell<Cell: MetricCell>(
        _ kind: MetricFamily.Kind, _ label: String, _ ending: String, _ dimensions: [(String, String)],
        make: () -> Cell
    ) -> Cell {
        var name = PrometheusText.metricName(label)
        if !name.hasSuffix(ending) { name += ending }
        let labels = PrometheusText.labels(dimensions)
        return lock.withLock {
            if let family = families[name], family.kind != kind { name += "_" + kind.rawValue }
            let old = families[name]?.cells[labels]
            if let old = old as? Cell { return old }
            let new = make()
            families[name, default: MetricFamily(kind: kind)].cells[labels] = new
            return new
        }
    }

    private func forget(_ handler: AnyObject) {
        lock.withLock {
            families = families.mapValues { family in
                var family = family
                family.cells = family.cells.filter { $0.value !== handler }
                return family
            }
        }
    }
}

extension MetricsRegistry {
    /// Of swift-metrics: a counter, the same one for the same name and dimensions.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(.counter, label, "_total", dimensions) { CounterCell() }
    }

    /// Of swift-metrics: a counter of fractions.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(.counter, label, "_total", dimensions) { GaugeCell() }
    }

    /// Of swift-metrics: a gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(.gauge, label, "", dimensions) { GaugeCell() }
    }

    /// Of swift-metrics: a histogram, or a gauge when nothing is aggregated.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return cell(.gauge, label, "", dimensions) { GaugeCell() } }
        return cell(.histogram, label, "", dimensions) { HistogramCell(bounds: HistogramCell.amounts) }
    }

    /// Of swift-metrics: a histogram of seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(.histogram, label, "_seconds", dimensions) { HistogramCell(bounds: HistogramCell.seconds) }
    }

    /// Of swift-metrics: the handler counts no more.
    package func destroyCounter(_ handler: any CounterHandler) { forget(handler) }

    /// Of swift-metrics: the handler counts no more.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }

    /// Of swift-metrics: the handler counts no more.
    package func destroyMeter(_ handler: any MeterHandler) { forget(handler) }

    /// Of swift-metrics: the handler counts no more.
    package func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }

    /// Of swift-metrics: the handler counts no more.
    package func destroyTimer(_ handler: any TimerHandler) { forget(handler) }
}
