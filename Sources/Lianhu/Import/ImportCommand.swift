import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Store

/// `lianhu import`: the territory as other systems and people keep it.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Load areas, officers, households, rentals, departments or devices from a CSV file.",
        discussion: """
            The first line names the columns, in English or Chinese, in any order; UTF-8 and GB18030 are told apart by \
            themselves. What is there is renewed, nothing is removed. Every line is read before the first is saved: \
            bad ones are named with their column, and then nothing is saved unless --skip-bad says so.

            EXAMPLES
              lianhu import areas areas.csv --dry-run
              lianhu import households 户.csv --operator wang --because "register of March"
            """,
        subcommands: [
            ImportAreas.self, ImportOfficers.self, ImportHouseholds.self, ImportRentals.self, ImportDepartments.self,
            ImportDevices.self,
        ])
}

/// What all of them have.
struct ImportOptions: ParsableArguments {
    @Argument(help: "The CSV file.") var file: String
    @Flag(help: "Only read and check; save nothing.") var dryRun = false
    @Flag(help: "Save the good lines although there are bad ones.") var skipBad = false
    @Option(help: "The day on which the table comes into force, if not now; areas have columns for that.")
    var on: String?
    @Option(help: "utf-8 or gb18030, if the file's own bytes mislead.") var encoding: String?
    @Option(help: "Why; kept in the audit.") var because: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let encoding, TextEncoding(charset: encoding) == nil {
            throw ValidationError("--encoding must be utf-8 or gb18030")
        }
        if !dryRun, (because ?? "").isEmpty { throw ValidationError("say why: --because TEXT, or try it by --dry-run") }
    }
}

/// `lianhu import areas`.
struct ImportAreas: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "areas", abstract: "Districts, townships, villages, grids and units.",
        discussion: ImportTable<Area>.columnHelp(AreaRow.columns))

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await AreaImport(try ImportRun(options, "areas", columns: AreaRow.columns)).perform()
    }
}

/// `lianhu import officers`.
struct ImportOfficers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officers", abstract: "People and their posts, one post a line.",
        discussion: ImportTable<Posting>.columnHelp(OfficerRow.columns))

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await ImportRun(options, "officers", columns: OfficerRow.columns).officers()
    }
}

/// `lianhu import households`.
struct ImportHouseholds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "households", abstract: "Households with their heads; one whose area changed has moved.",
        discussion: ImportTable<Household>.columnHelp(HouseholdRow.columns))

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await ImportRun(options, "households", columns: HouseholdRow.columns).households()
    }
}

/// `lianhu import rentals`.
struct ImportRentals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rentals", abstract: "Let houses and their landlords.",
        discussion: ImportTable<RentalRow>.columnHelp(RentalRow.columns))

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await ImportRun(options, "rentals", columns: RentalRow.columns).rentals()
    }
}

/// `lianhu import departments`.
struct ImportDepartments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "departments", abstract: "Departments and their duty phones.",
        discussion: ImportTable<Department>.columnHelp(DepartmentRow.columns))

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await ImportRun(options, "departments", columns: DepartmentRow.columns).departments()
    }
}

/// `lianhu import devices`.
struct ImportDevices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Upstream systems' sensors and buttons, with their places.",
        discussion: ImportTable<Device>.columnHelp(DeviceRow.columns))

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await ImportRun(options, "devices", columns: DeviceRow.columns).devices()
    }
}
