#ifndef LIANHU_GB18030_H
#define LIANHU_GB18030_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    LIANHU_GB18030_CONVERTED,
    LIANHU_GB18030_ILLEGAL, ///< `*read` is the place of the first byte that means nothing
    LIANHU_GB18030_UNAVAILABLE, ///< the C library has no converter: its gconv modules are not installed
};

/// Converts to UTF-8. `room` of twice the input always suffices: no sequence grows by more than that.
int lianhu_gb18030_to_utf8(
    const uint8_t *bytes, size_t length, uint8_t *out, size_t room, size_t *read, size_t *written);

#ifdef __cplusplus
}
#endif

#endif
