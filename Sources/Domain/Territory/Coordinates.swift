/// A point on the earth in degrees, in whatever datum it was measured.
package struct Coordinates: Sendable, Hashable {
    /// From -90 to 90, positive in the north.
    package let latitude: Double
    /// From -180 to 180, positive in the east.
    package let longitude: Double

    /// Nil for what is nowhere, and for 0, 0, which devices without reception send.
    package init?(latitude: Double, longitude: Double) {
        guard abs(latitude) <= 90, abs(longitude) <= 180, latitude != 0 || longitude != 0 else { return nil }
        self.init(unchecked: latitude, longitude)
    }

    init(unchecked latitude: Double, _ longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }
}
