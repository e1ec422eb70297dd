/// The exchanges' public names. [contracts.md, RabbitMQ]
package enum Exchange {
    package static let events = "lianhu.events"
    package static let retry = "lianhu.retry"
    package static let back = "lianhu.back"
    package static let dead = "lianhu.dead"
    package static let unrouted = "lianhu.unrouted"
}
