import CRabbitMQ

extension String {
    /// A copy of a short text; bytes that are not UTF-8 become U+FFFD. That takes three bytes for one: the end is cut
    /// to the protocol's 255, because what nobody can read must still be fit to be sent on, as a dead letter.
    init(copying bytes: amqp_bytes_t) {
        self = unsafe String(decoding: bytes.buffer, as: UTF8.self)
        var count = utf8.count
        while count > 255, let last = unicodeScalars.popLast() { count -= UTF8.width(last) }
    }
}

extension amqp_bytes_t {
    /// Valid until the library's buffers are released.
    var buffer: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : len)
    }
}

extension [String: AMQPValue] {
    /// A copy of a table of the library.
    init(copying table: amqp_table_t, depth: Int = 1) {
        self.init(minimumCapacity: Int(unsafe table.num_entries))
        for index in 0..<Int(unsafe table.num_entries) {
            let entry = unsafe table.entries[index]
            unsafe self[String(copying: entry.key)] = AMQPValue(copying: entry.value, depth: depth)
        }
    }
}

extension AMQPValue {
    /// A copy of a value of the library; what it does not know is `null`.
    init(copying field: amqp_field_value_t, depth: Int) {
        let value = unsafe field.value
        self =
            switch unsafe Character(UnicodeScalar(field.kind)) {
            case "t": unsafe .bool(value.boolean != 0)
            case "b": unsafe .int(Int64(value.i8))
            case "B": unsafe .int(Int64(value.u8))
            case "s": unsafe .int(Int64(value.i16))
            case "u": unsafe .int(Int64(value.u16))
            case "I": unsafe .int(Int64(value.i32))
            case "i": unsafe .int(Int64(value.u32))
            case "l": unsafe .int(value.i64)
            case "L": unsafe .int(Int64(clamping: value.u64))
            case "f": unsafe .double(Double(value.f32))
            case "d": unsafe .double(value.f64)
            case "D": unsafe .double(Double(copying: value.decimal))
            case "S": unsafe AMQPValue(text: value.bytes)
            case "x": unsafe .bytes(Array(value.bytes.buffer))
            case "T": unsafe .timestamp(value.u64)
            case "F": unsafe AMQPValue(table: value.table, depth: depth + 1)
            case "A": unsafe AMQPValue(array: value.array, depth: depth + 1)
            default: .null
            }
    }

    private init(text: amqp_bytes_t) {
        if let string = unsafe String(validating: text.buffer, as: UTF8.self) {
            self = .string(string)
        } else {
            self = unsafe .bytes(Array(text.buffer))
        }
    }

    private init(table: amqp_table_t, depth: Int) {
        self = unsafe depth > Self.deepest ? .null : .table(.init(copying: table, depth: depth))
    }

    private init(array: amqp_array_t, depth: Int) {
        guard depth <= Self.deepest else {
            self = .null
            return
        }
        self = .array(
            (0..<Int(unsafe array.num_entries)).map { unsafe AMQPValue(copying: array.entries[$0], depth: depth) })
    }
}

extension Double {
    fileprivate init(copying decimal: amqp_decimal_t) {
        self = Double(decimal.value)
        for _ in 0..<decimal.decimals { self /= 10 }
    }
}
