import CRabbitMQ

/// Memory for what is handed to the C library: strings and tables live until ``reset()``.
@safe final class WireArena {
    private var pool = unsafe amqp_pool_t()

    init() {
        unsafe init_amqp_pool(&pool, 16_384)
    }

    deinit {
        unsafe empty_amqp_pool(&pool)
    }

    /// Forgets everything that was made; the pages stay for the next time.
    func reset() {
        unsafe recycle_amqp_pool(&pool)
    }

    @unsafe func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { unsafe copy(UnsafeRawBufferPointer($0)) }
    }

    @unsafe func bytes(_ bytes: [UInt8]) -> amqp_bytes_t {
        unsafe bytes.withUnsafeBytes { unsafe copy($0) }
    }

    @unsafe func table(_ table: [String: AMQPValue]) -> amqp_table_t {
        guard let entries = unsafe allocate(table.count, of: amqp_table_entry_t.self) else {
            return unsafe amqp_empty_table
        }
        for (index, (key, value)) in table.enumerated() {
            unsafe (entries + index).initialize(to: amqp_table_entry_t(key: bytes(key), value: field(value)))
        }
        return unsafe amqp_table_t(num_entries: Int32(table.count), entries: entries)
    }

    private func array(_ array: [AMQPValue]) -> amqp_array_t {
        guard let entries = unsafe allocate(array.count, of: amqp_field_value_t.self) else {
            return unsafe amqp_empty_array
        }
        for (index, value) in array.enumerated() {
            unsafe (entries + index).initialize(to: field(value))
        }
        return unsafe amqp_array_t(num_entries: Int32(array.count), entries: entries)
    }

    private func field(_ value: AMQPValue) -> amqp_field_value_t {
        var field = unsafe amqp_field_value_t()
        switch value {
        case .null:
            unsafe field.set(AMQP_FIELD_KIND_VOID)
        case .bool(let value):
            unsafe field.set(AMQP_FIELD_KIND_BOOLEAN)
            unsafe field.value.boolean = value ? 1 : 0
        case .int(let value):
            unsafe field.set(AMQP_FIELD_KIND_I64)
            unsafe field.value.i64 = value
        case .double(let value):
            unsafe field.set(AMQP_FIELD_KIND_F64)
            unsafe field.value.f64 = value
        case .string(let value):
            unsafe field.set(AMQP_FIELD_KIND_UTF8)
            unsafe field.value.bytes = bytes(value)
        case .bytes(let value):
            // What is not UTF-8 was a string on the wire and goes back as one; the rest is a byte array.
            let isText = String(validating: value, as: UTF8.self) == nil
            unsafe field.set(isText ? AMQP_FIELD_KIND_UTF8 : AMQP_FIELD_KIND_BYTES)
            unsafe field.value.bytes = bytes(value)
        case .timestamp(let value):
            unsafe field.set(AMQP_FIELD_KIND_TIMESTAMP)
            unsafe field.value.u64 = value
        case .table(let value):
            unsafe field.set(AMQP_FIELD_KIND_TABLE)
            unsafe field.value.table = table(value)
        case .array(let value):
            unsafe field.set(AMQP_FIELD_KIND_ARRAY)
            unsafe field.value.array = array(value)
        }
        return unsafe field
    }

    private func copy(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard let memory = unsafe amqp_pool_alloc(&pool, source.count) else { return unsafe amqp_empty_bytes }
        if let start = source.baseAddress { unsafe memory.copyMemory(from: start, byteCount: source.count) }
        return unsafe amqp_bytes_t(len: source.count, bytes: memory)
    }

    /// Nil for none. The pool aligns to eight bytes, which suits every type here.
    private func allocate<T>(_ count: Int, of type: T.Type) -> UnsafeMutablePointer<T>? {
        guard count > 0 else { return nil }
        return unsafe amqp_pool_alloc(&pool, count * MemoryLayout<T>.stride)?.bindMemory(to: type, capacity: count)
    }
}

extension amqp_field_value_t {
    fileprivate mutating func set(_ kind: amqp_field_value_kind_t) {
        unsafe self.kind = UInt8(truncatingIfNeeded: kind.rawValue)
    }
}
