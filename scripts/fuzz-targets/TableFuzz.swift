import Domain
import Foundation

@testable import Events

/// Tables that people keep: bytes in either encoding, cut anywhere, records, headings, and each kind of row.
enum TableFuzz {
    /// The first byte chooses the table, the second how large the pieces are.
    static func run(_ input: FuzzInput) {
        var input = input
        let (kind, size) = (input.byte() % 6, Int(input.byte()) + 1)
        let bytes = input.rest
        let whole = records(bytes, piece: max(1, bytes.count))
        let cut = records(bytes, piece: size)
        // A byte-order mark at the beginning of a line is dropped or not by where the file was cut, and the first piece
        // that is not ASCII decides the encoding.
        if !bytes.contains(where: { $0 >= 0x80 }) {
            FuzzCheck.holds(whole == cut, "the records do not depend on the pieces")
        }
        guard let first = cut.first, let heading = heading(first, kind) else { return }
        for record in cut.dropFirst() { read(record, heading, kind) }
    }

    private static func records(_ bytes: [UInt8], piece: Int) -> [CSVRecord] {
        var (text, parser, records) = (TableText(), CSVParser(), [CSVRecord]())
        do throws(TableFault) {
            for start in stride(from: 0, to: bytes.count, by: piece) {
                records += parser.read(try text.take(Array(bytes[start..<min(start + piece, bytes.count)])))
            }
            records += parser.read(try text.finish())
        } catch {
            FuzzCheck.holds(error.line >= 1, "a fault has a line")
            return records
        }
        if let last = parser.finish() { records.append(last) }
        return records
    }

    private static func heading(_ record: CSVRecord, _ kind: UInt8) -> TableHeading? {
        let columns = [
            AreaRow.columns, OfficerRow.columns, HouseholdRow.columns, RentalRow.columns, DepartmentRow.columns,
            DeviceRow.columns,
        ][Int(kind)]
        return try? TableHeading(record, columns: columns)
    }

    private static func read(_ record: CSVRecord, _ heading: TableHeading, _ kind: UInt8) {
        do throws(TableFault) {
            let row = try TableRow(record, under: heading)
            switch kind {
            case 0: _ = try AreaRow.read(row, zone: .gmt)
            case 1: _ = try OfficerRow.read(row, zone: .gmt)
            case 2: _ = try HouseholdRow.read(row)
            case 3: _ = try RentalRow(row, zone: .gmt)
            case 4: _ = try DepartmentRow.read(row)
            default: _ = try DeviceRow.read(row)
            }
        } catch {
            FuzzCheck.holds(error.line == record.line, "a fault names its line")
        }
    }
}
