import Testing

/// The compiler takes a misspelt feature name silently, so each name that `Package.swift` switches on is asked for.
@Suite struct LanguageFeatureTests {
    @Test func existentialAny() {
        #if !hasFeature(ExistentialAny)
            Issue.record("ExistentialAny is off")
        #endif
    }

    @Test func internalImportsByDefault() {
        #if !hasFeature(InternalImportsByDefault)
            Issue.record("InternalImportsByDefault is off")
        #endif
    }

    @Test func memberImportVisibility() {
        #if !hasFeature(MemberImportVisibility)
            Issue.record("MemberImportVisibility is off")
        #endif
    }

    @Test func nonisolatedNonsendingByDefault() {
        #if !hasFeature(NonisolatedNonsendingByDefault)
            Issue.record("NonisolatedNonsendingByDefault is off")
        #endif
    }

    @Test func strictMemorySafety() {
        #if !hasFeature(StrictMemorySafety)
            Issue.record("StrictMemorySafety is off")
        #endif
    }

    @Test func swiftSix() {
        #if !swift(>=6.2)
            Issue.record("the compiler is older than 6.2")
        #endif
    }
}
