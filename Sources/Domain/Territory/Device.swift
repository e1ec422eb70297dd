/// A sensor or button of an upstream system, registered with its place.
package struct Device: Sendable, Equatable {
    /// As its system calls it; another system may use the same.
    package let id: String
    /// The upstream system, by its name.
    package let source: String
    package let area: AreaCode
    /// For people who go there.
    package let place: String
    /// By GPS; nil where nobody has measured it.
    package let coordinates: Coordinates?

    package init(id: String, source: String, area: AreaCode, place: String, coordinates: Coordinates?) {
        self.id = id
        self.source = source
        self.area = area
        self.place = place
        self.coordinates = coordinates
    }

    /// What tells it from all others.
    package struct Key: Sendable, Hashable {
        package let source: String
        package let id: String

        package init(source: String, id: String) {
            self.source = source
            self.id = id
        }
    }
}
