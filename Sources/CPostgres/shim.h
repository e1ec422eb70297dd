#ifndef LIANHU_CPOSTGRES_SHIM_H
#define LIANHU_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

#endif
