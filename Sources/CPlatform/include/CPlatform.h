#ifndef LIANHU_CPLATFORM_H
#define LIANHU_CPLATFORM_H

#include <stdint.h>

/// A new non-blocking eventfd that child processes do not inherit; -1 with errno when the process has no descriptor left.
int lianhu_eventfd(void);

/// Names the calling thread for debuggers and top; the kernel keeps the first 15 bytes.
void lianhu_name_thread(const char *name);

#endif
