extension SMPPStatus {
    /// Why a bind was refused and what to do about it, in a sentence. [SMPP 3.4, 5.1.3]
    package var bindRefusal: String {
        switch self {
        case .bindFailed: "the carrier refused the bind (\(name)): ask whether the account allows this kind of bind"
        case .invalidPassword: "the carrier refused the password (\(name)): it has at most 8 characters"
        case .invalidSystemID: "the carrier does not know the system id (\(name)): check it and the system type"
        case .alreadyBound:
            "the carrier says that this account is bound already (\(name)): lower the connections, or wait until it "
                + "gives up the old one"
        case .throttled: "the carrier asks for fewer binds (\(name))"
        default: "the carrier refused the bind: \(name)"
        }
    }
}
