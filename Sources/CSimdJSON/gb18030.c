#include "gb18030.h"

#include <iconv.h>

int lianhu_gb18030_to_utf8(
    const uint8_t *bytes, size_t length, uint8_t *out, size_t room, size_t *read, size_t *written) {
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) return LIANHU_GB18030_UNAVAILABLE;
    char *from = (char *)bytes; // iconv does not write through it; its prototype predates const
    char *to = (char *)out;
    size_t left = length, free = room;
    size_t result = iconv(converter, &from, &left, &to, &free);
    if (result != (size_t)-1) result = iconv(converter, NULL, NULL, &to, &free);
    iconv_close(converter);
    *read = length - left;
    *written = room - free;
    return result == (size_t)-1 ? LIANHU_GB18030_ILLEGAL : LIANHU_GB18030_CONVERTED;
}
