import ArgumentParser
import Events
import Fleet

/// `lianhu doctor`: what is wrong, and what mends it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check broker, topology, rights, schema, clock and carrier within ten seconds.",
        discussion: "Ends with 0 when all is well, 69 when a service cannot be reached, 70 when something is wrong.")

    @Flag(help: "Run setup first when that can mend something.") var fix = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let doctor = Doctor(settings: try CommandContext().settings)
        var findings = await doctor.findings()
        if fix, findings.contains(where: { $0.mend == "lianhu setup" }) {
            // Standard output is the findings' alone where a program reads it.
            try await SetupCommand.parse([]).run { output.json ? Terminal.note($0) : print($0) }
            findings = await doctor.findings()
        }
        output.json ? Terminal.print(json: .array(findings.map(\.json))) : show(findings)
        let code = ExitCode(findings)
        if code != .cleanDrain { throw CommandExit(code: code) }
    }

    private func show(_ findings: [DoctorFinding]) {
        var rest = findings
        while let first = rest.first {
            show(alike: rest.filter { $0.part == first.part && $0.mend == first.mend })
            rest.removeAll { $0.part == first.part && $0.mend == first.mend }
        }
        if !findings.contains(where: { $0.weight != .unchecked }) { print("all is well") }
    }

    /// A fresh broker lacks everything, and one command makes it: a few lines are enough.
    private func show(alike findings: [DoctorFinding]) {
        let most = 5
        for finding in findings.prefix(most) {
            let problem = finding.problem.plain
            let text = finding.weight == .unchecked ? problem : Terminal.red(problem)
            print("\("\(finding.part):".padded(to: 10)) \(text)")
        }
        if findings.count > most { print("           … and \(findings.count - most) more") }
        print("           mend: \(findings.first?.mend ?? "")")
    }
}

extension DoctorFinding {
    fileprivate var json: JSON {
        [
            "part": .string(part), "weight": .string(weight.rawValue), "problem": .string(problem),
            "mend": .string(mend),
        ]
    }
}
