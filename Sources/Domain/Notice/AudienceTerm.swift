/// One part of an audience; an audience is the phones of some terms without those of others. [domain.md 2]
package enum AudienceTerm: Sendable, Hashable {
    /// Household heads of an area and all below it.
    case heads(AreaCode)
    case household(Int64)
    case officers([Int64])
    /// Those who hold a post in exactly this area.
    case post(PostRole, AreaCode)
    /// A rental's landlord, by the house's code.
    case landlord(String)
    /// Departments' duty phones, by their names.
    case departments([String])
    /// All who reported an incident, by its number.
    case reporters(String)
    case phones([PhoneNumber])

    /// Whether it is heads of an area, of which there may be any number.
    package var isHeads: Bool { if case .heads = self { true } else { false } }
}
