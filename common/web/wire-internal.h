#ifndef WIRE_INTERNAL_H
#define WIRE_INTERNAL_H

/* What both sides of HTTP share: connections whose bytes libevent moves.
 *
 * libevent calls back from inside of its own loop, in the middle of what it does, and nothing of a
 * program may run there. So its callbacks only note what has happened, and schedule `told`, which
 * runs in the next pass and draws the conclusions. It is scheduled whenever bytes have moved, too:
 * then libevent may have more to do, and the virtual clock must not jump. */

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>

#include "loop-internal.h"
#include "signals-internal.h"

struct wire {
	struct loop_callback told;
	struct async_loop *loop;
	bool moved;				/* bytes have, since that was set to false */
	bool wrote;				/* bytes were given to libevent to be written */
};

/* A bufferevent without a socket, for libevent's HTTP to put one in, that tells [wire] when bytes
 * move. With [ssl], which is taken over, also where it fails, it does TLS. Returns: NULL where
 * memory is short. */
struct bufferevent *wire_open(struct wire *wire, SSL *ssl, enum bufferevent_ssl_state state);

/* [bev] is about to go: it tells no more. */
void wire_close(struct wire *wire, struct bufferevent *bev);

/* Something has happened. */
void wire_tell(struct wire *wire);

/* What every socket of ours is: not inherited, and without delay. */
void wire_set_up_socket(struct bufferevent *bev);

#endif
