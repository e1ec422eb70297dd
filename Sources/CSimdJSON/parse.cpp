#define SIMDJSON_EXCEPTIONS 0
#include "CSimdJSON.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace {

/// Above this a thread does not keep its buffers from one document to the next.
constexpr size_t kept_capacity = 1 << 20;

/// A growing list on malloc: std::vector would throw when memory is short.
struct Nodes {
    lianhu_json_node *items = nullptr;
    size_t count = 0;
    size_t room = 0;

    ~Nodes() { std::free(items); }

    void clear(bool release) {
        count = 0;
        if (!release) return;
        std::free(items);
        items = nullptr;
        room = 0;
    }

    /// The place of the new node, or `SIZE_MAX` without memory.
    size_t add(uint8_t kind) {
        if (count == room) {
            size_t more = room ? room * 2 : 256;
            auto grown = static_cast<lianhu_json_node *>(std::realloc(items, more * sizeof(lianhu_json_node)));
            if (!grown) return SIZE_MAX;
            items = grown;
            room = more;
        }
        items[count] = lianhu_json_node{nullptr, 0, 0, 0, kind};
        return count++;
    }
};

struct Workspace {
    simdjson::dom::parser *parser = nullptr;
    Nodes nodes;

    ~Workspace() { delete parser; }

    bool prepare(size_t length, uint32_t depth_limit) {
        bool oversized = parser && parser->capacity() > kept_capacity && length <= kept_capacity;
        nodes.clear(oversized);
        if (oversized) {
            delete parser;
            parser = nullptr;
        }
        if (!parser) parser = new (std::nothrow) simdjson::dom::parser();
        if (!parser) return false;
        if (parser->capacity() >= length && parser->max_depth() == depth_limit) return true;
        size_t capacity = length < 4096 ? 4096 : length;
        return parser->allocate(capacity, depth_limit) == simdjson::SUCCESS;
    }
};

thread_local Workspace workspace;

/// simdjson 3.0 lets the escape of half a surrogate pair through, as the three bytes that UTF-8 does not have.
bool has_surrogate(const char *text, size_t length) {
    const char *end = text + length;
    while ((text = static_cast<const char *>(std::memchr(text, 0xED, size_t(end - text))))) {
        // A well-formed 0xED is never the last byte.
        if (uint8_t(*++text) >= 0xA0) return true;
    }
    return false;
}

bool add_string(Nodes &nodes, const char *text, size_t length) {
    if (has_surrogate(text, length)) return false;
    size_t at = nodes.add(LIANHU_JSON_STRING);
    if (at == SIZE_MAX) return false;
    nodes.items[at].text = reinterpret_cast<const uint8_t *>(text);
    nodes.items[at].count = uint32_t(length);
    return true;
}

bool add_number(Nodes &nodes, uint8_t kind, int64_t integer, double real) {
    size_t at = nodes.add(kind);
    if (at == SIZE_MAX) return false;
    nodes.items[at].integer = integer;
    nodes.items[at].real = real;
    return true;
}

bool add_unsigned(Nodes &nodes, uint64_t value) {
    if (value <= uint64_t(INT64_MAX)) return add_number(nodes, LIANHU_JSON_INTEGER, int64_t(value), 0);
    return add_number(nodes, LIANHU_JSON_REAL, 0, double(value));
}

bool add(Nodes &nodes, simdjson::dom::element element);

bool add_array(Nodes &nodes, simdjson::dom::array array) {
    size_t at = nodes.add(LIANHU_JSON_ARRAY);
    if (at == SIZE_MAX) return false;
    uint32_t count = 0;
    for (auto element : array) {
        if (!add(nodes, element)) return false;
        ++count;
    }
    nodes.items[at].count = count;
    return true;
}

bool add_object(Nodes &nodes, simdjson::dom::object object) {
    size_t at = nodes.add(LIANHU_JSON_OBJECT);
    if (at == SIZE_MAX) return false;
    uint32_t count = 0;
    for (auto member : object) {
        if (!add_string(nodes, member.key.data(), member.key.size()) || !add(nodes, member.value)) return false;
        ++count;
    }
    nodes.items[at].count = count;
    return true;
}

/// `get` cannot fail below: the type was asked first.
template <typename T> T value(simdjson::dom::element element) {
    T result{};
    (void)element.get(result);
    return result;
}

bool add(Nodes &nodes, simdjson::dom::element element) {
    using simdjson::dom::element_type;
    switch (element.type()) {
    case element_type::ARRAY: return add_array(nodes, value<simdjson::dom::array>(element));
    case element_type::OBJECT: return add_object(nodes, value<simdjson::dom::object>(element));
    case element_type::INT64: return add_number(nodes, LIANHU_JSON_INTEGER, value<int64_t>(element), 0);
    case element_type::UINT64: return add_unsigned(nodes, value<uint64_t>(element));
    case element_type::DOUBLE: return add_number(nodes, LIANHU_JSON_REAL, 0, value<double>(element));
    case element_type::BOOL:
        return nodes.add(value<bool>(element) ? LIANHU_JSON_TRUE : LIANHU_JSON_FALSE) != SIZE_MAX;
    case element_type::NULL_VALUE: return nodes.add(LIANHU_JSON_NULL) != SIZE_MAX;
    case element_type::STRING:
        return add_string(nodes, value<const char *>(element), element.get_string_length().value_unsafe());
    }
    return false;
}

} // namespace

extern "C" const lianhu_json_node *lianhu_json_parse(
    const uint8_t *bytes, size_t length, uint32_t depth_limit) {
    if (length == 0 || length > UINT32_MAX - 64) return nullptr;
    if (!workspace.prepare(length, depth_limit)) return nullptr;
    simdjson::dom::element root;
    if (workspace.parser->parse(bytes, length).get(root) != simdjson::SUCCESS) return nullptr;
    return add(workspace.nodes, root) ? workspace.nodes.items : nullptr;
}
