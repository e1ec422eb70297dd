#ifndef LIANHU_CSIMDJSON_H
#define LIANHU_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#include "gb18030.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    LIANHU_JSON_NULL,
    LIANHU_JSON_FALSE,
    LIANHU_JSON_TRUE,
    LIANHU_JSON_INTEGER,
    LIANHU_JSON_REAL,
    LIANHU_JSON_STRING,
    LIANHU_JSON_ARRAY,
    LIANHU_JSON_OBJECT,
};

/// One value of a document. Nodes stand in document order: an array is followed by its elements, an object by its
/// members, each a string node (the key) and then the value.
typedef struct {
    const uint8_t *text; ///< of a string: its bytes, unescaped, not terminated
    int64_t integer;
    double real; ///< also of integers that int64 cannot hold
    uint32_t count; ///< bytes of a string, elements of an array, members of an object
    uint8_t kind;
} lianhu_json_node;

/// Parses a whole document. Answers null where the library refuses it (the library does not say at which byte) or
/// memory is short. The nodes belong to the calling thread and live until its next call.
const lianhu_json_node *lianhu_json_parse(const uint8_t *bytes, size_t length, uint32_t depth_limit);

#ifdef __cplusplus
}
#endif

#endif
