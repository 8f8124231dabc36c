#ifndef WEB_HTTP_H
#define WEB_HTTP_H

/* HTTP, both sides of it, and JSON. A program that includes this is linked with libevent_extra,
 * libevent_openssl, OpenSSL and jansson; async.h alone needs none of them. */

#include "web/client.h"
#include "web/json.h"
#include "web/server.h"

#endif
