/// A carrier's verdict on a request: 0 is yes. [SMPP 3.4, 5.1.3]
package struct SMPPStatus: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let ok = SMPPStatus(rawValue: 0x00)
    package static let invalidLength = SMPPStatus(rawValue: 0x02)
    package static let invalidCommand = SMPPStatus(rawValue: 0x03)
    package static let wrongBindState = SMPPStatus(rawValue: 0x04)
    package static let alreadyBound = SMPPStatus(rawValue: 0x05)
    package static let systemError = SMPPStatus(rawValue: 0x08)
    package static let invalidDestination = SMPPStatus(rawValue: 0x0B)
    package static let bindFailed = SMPPStatus(rawValue: 0x0D)
    package static let invalidPassword = SMPPStatus(rawValue: 0x0E)
    package static let invalidSystemID = SMPPStatus(rawValue: 0x0F)
    package static let queueFull = SMPPStatus(rawValue: 0x14)
    package static let throttled = SMPPStatus(rawValue: 0x58)
    package static let temporaryError = SMPPStatus(rawValue: 0x64)
    package static let missingParameter = SMPPStatus(rawValue: 0xC3)
    package static let unknownError = SMPPStatus(rawValue: 0xFF)

    /// The connection is to send less; the message was not taken.
    package var asksForPatience: Bool { self == .throttled || self == .queueFull }
    /// Not taken, yet perhaps another time: nothing is said against the message itself.
    package var isTemporary: Bool {
        asksForPatience || self == .temporaryError || self == .systemError || self == .wrongBindState
    }

    /// The specification's name, or the number in hexadecimal.
    package var name: String { Self.names[rawValue] ?? "0x" + String(rawValue, radix: 16, uppercase: true) }

    private static let names: [UInt32: String] = [
        0x00: "ESME_ROK", 0x01: "ESME_RINVMSGLEN", 0x02: "ESME_RINVCMDLEN", 0x03: "ESME_RINVCMDID",
        0x04: "ESME_RINVBNDSTS", 0x05: "ESME_RALYBND", 0x06: "ESME_RINVPRTFLG", 0x07: "ESME_RINVREGDLVFLG",
        0x08: "ESME_RSYSERR", 0x0A: "ESME_RINVSRCADR", 0x0B: "ESME_RINVDSTADR", 0x0C: "ESME_RINVMSGID",
        0x0D: "ESME_RBINDFAIL", 0x0E: "ESME_RINVPASWD", 0x0F: "ESME_RINVSYSID", 0x11: "ESME_RCANCELFAIL",
        0x13: "ESME_RREPLACEFAIL", 0x14: "ESME_RMSGQFUL", 0x15: "ESME_RINVSERTYP", 0x33: "ESME_RINVNUMDESTS",
        0x34: "ESME_RINVDLNAME", 0x40: "ESME_RINVDESTFLAG", 0x42: "ESME_RINVSUBREP", 0x43: "ESME_RINVESMCLASS",
        0x44: "ESME_RCNTSUBDL", 0x45: "ESME_RSUBMITFAIL", 0x48: "ESME_RINVSRCTON", 0x49: "ESME_RINVSRCNPI",
        0x50: "ESME_RINVDSTTON", 0x51: "ESME_RINVDSTNPI", 0x53: "ESME_RINVSYSTYP", 0x54: "ESME_RINVREPFLAG",
        0x55: "ESME_RINVNUMMSGS", 0x58: "ESME_RTHROTTLED", 0x61: "ESME_RINVSCHED", 0x62: "ESME_RINVEXPIRY",
        0x63: "ESME_RINVDFTMSGID", 0x64: "ESME_RX_T_APPN", 0x65: "ESME_RX_P_APPN", 0x66: "ESME_RX_R_APPN",
        0x67: "ESME_RQUERYFAIL", 0xC0: "ESME_RINVOPTPARSTREAM", 0xC1: "ESME_ROPTPARNOTALLWD",
        0xC2: "ESME_RINVPARLEN", 0xC3: "ESME_RMISSINGOPTPARAM", 0xC4: "ESME_RINVOPTPARAMVAL",
        0xFE: "ESME_RDELIVERYFAILURE", 0xFF: "ESME_RUNKNOWNERR",
    ]
}
