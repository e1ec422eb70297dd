/// A phone number as logs, metrics and errors may show it: `138****1234`. What is too short to keep anything of it
/// shows less.
package func masked(phone: some StringProtocol) -> String {
    switch phone.count {
    case 11...: phone.prefix(phone.count - 8) + "****" + phone.suffix(4)
    case 7...10: "****" + phone.suffix(2)
    default: "****"
    }
}
