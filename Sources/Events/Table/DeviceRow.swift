package import Domain

/// One line of a table of devices.
package enum DeviceRow {
    package static let id = TableColumn("id", "设备编号")
    package static let source = TableColumn("source", "来源")
    package static let area = TableColumn("area", "区域")
    package static let place = TableColumn("place", "位置")
    package static let columns = [id, source, area, place, TableWords.latitude, TableWords.longitude]

    /// Throws what is wrong with the line.
    package static func read(_ row: TableRow) throws(TableFault) -> Device {
        Device(
            id: try row.text(id, atMost: 100), source: try row.text(source),
            area: try row.value(area, TableWords.areaCode) { AreaCode($0) }, place: try row.text(place),
            coordinates: try TableWords.coordinates(row))
    }
}
