// swift-tools-version: 6.2
import PackageDescription

/// The language as architecture and style ask for it; `Tests/DomainTests/LanguageFeatureTests` keeps the names honest,
/// because the compiler takes a misspelt feature name silently.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    // Where a test may have a process die: Fleet's CrashPoint. Never in what is deployed.
    .define("CRASH_POINTS", .when(configuration: .debug)),
]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTesting = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// Set by `scripts/fuzz` alone, whose program reads with the workers' own code: only tests may link other programs, so
/// there the workers are libraries without their mains.
let isFuzzing = Context.environment["LIANHU_FUZZ"] != nil

func worker(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    guard isFuzzing else { return program("\(name)Worker", dependencies) }
    return .target(
        name: "\(name)Worker", dependencies: dependencies, exclude: ["\(name)Program.swift"], swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "lianhu",
    products: [
        .executable(name: "lianhu", targets: ["Lianhu"]),
        .executable(name: "lianhu-intake", targets: ["IntakeWorker"]),
        .executable(name: "lianhu-notice", targets: ["NoticeWorker"]),
        .executable(name: "lianhu-escalation", targets: ["EscalationWorker"]),
        .executable(name: "lianhu-inspection", targets: ["InspectionWorker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", exact: "1.4.0",
            traits: ["YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CPlatform"),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        module("Loop", ["CPlatform"]),
        module("AMQP", ["CRabbitMQ", "Loop"]),
        module("Postgres", ["CPostgres", "Loop"]),
        module("Domain", resources: [.embedInCode("Calendar/holidays.txt")]),
        module("SMPP", ["Domain", log, nio, nioPosix, nioSSL]),
        module("Events", ["CSimdJSON", "Domain"]),
        module("Store", ["Domain", "Postgres", crypto], resources: [.embedInCode("Migrations")]),
        module(
            "Fleet",
            [
                "AMQP", "Events", "Store", "Domain", "Postgres", "Loop", log, metrics, lifecycle, configuration, crypto,
                nio, nioPosix, nioHTTP, yaml,
            ]),
        worker("Intake", ["Fleet", "Store", "Events", "Domain", "Postgres", log, metrics]),
        worker(
            "Notice", ["Fleet", "SMPP", "Store", "Events", "Domain", "Postgres", log, metrics, crypto, lifecycle]),
        worker("Escalation", ["Fleet", "Store", "Events", "Domain", "Postgres", log, metrics, lifecycle]),
        worker("Inspection", ["Fleet", "Store", "Events", "Domain", "Postgres", log, metrics]),
        program(
            "Lianhu", ["Fleet", "Store", "Events", "Domain", "AMQP", "Postgres", "SMPP", arguments, crypto, log]),
        .executableTarget(
            name: "Benchmark",
            dependencies: ["Fleet", "Store", "Events", "Domain", "AMQP", "Postgres", log], path: "scripts/benchmark",
            swiftSettings: settings),
        .executableTarget(
            name: "smpp-benchmark", dependencies: ["SMPP", log], path: "scripts/benchmark-smpp",
            swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["AMQP", "Postgres", "Store"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("LoopTests", ["Loop", "TestSupport"]),
        tests("AMQPTests", ["AMQP", "TestSupport"]),
        tests("PostgresTests", ["Postgres", "TestSupport"]),
        tests("DomainTests", ["Domain", "TestSupport"]),
        tests("SMPPTests", ["SMPP", "Domain", "Events", "Lianhu", "TestSupport", log, nio]),
        tests("EventsTests", ["Events", "Domain", "TestSupport"]),
        tests("StoreTests", ["Store", "Domain", "Postgres", "TestSupport"]),
        tests(
            "FleetTests",
            [
                "Fleet", "Store", "Events", "Domain", "AMQP", "Postgres", "Loop", "IntakeWorker", "NoticeWorker",
                "EscalationWorker", "InspectionWorker", "Lianhu", "TestSupport", log, metrics, crypto, lifecycle, nio,
                nioPosix,
            ]),
    ]
)

if isFuzzing {
    package.products = [.executable(name: "fuzz", targets: ["Fuzz"])]
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "AMQP", "CRabbitMQ", "Events", "Domain", "Fleet", "Store", "Postgres", "IntakeWorker", "NoticeWorker",
                "EscalationWorker", "InspectionWorker", "SMPP", log, nio, nioTesting,
            ], path: "scripts/fuzz-targets", swiftSettings: settings))
}
