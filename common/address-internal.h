#ifndef ADDRESS_INTERNAL_H
#define ADDRESS_INTERNAL_H

/* Addresses of sockets: from names, and as text. */

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

#include "error.h"

struct async_loop;

/* The addresses of [host], a name, an address or NULL, and [port], for sockets of [type]; a list
 * linked by ai_next, which is never empty. What is an address already is not looked up. Suspends:
 * to look a name up; a cancellation point. Owns: memory of the current task. Raises: gaierror,
 * OSError, MemoryError, and returns NULL. asyncio: _ensure_resolved() */
ASYNC struct addrinfo *address_resolve(struct async_loop *loop, const char *host, int port,
				       int family, int type, int flags);

/* [address] as Python shows it, "('127.0.0.1', 80)", into [text], which it returns. */
enum { ADDRESS_TEXT = 160 };
char *address_describe(const struct sockaddr *address, char text[ADDRESS_TEXT]);

/* The address of a Unix socket at [path], and its size in *[size]. Raises: OSError if that is too
 * long, and returns false. */
struct sockaddr_un;
bool address_of_path(const char *path, struct sockaddr_un *address, socklen_t *size);

/* Remove a socket that an earlier program has left at [path]; if that cannot be done, say so. */
void address_remove_stale(const char *path);

/* What [fd], a socket, is bound to, as text, for notes: "('127.0.0.1', 80)"; "descriptor 7", where
 * it has no name. Returns: [text]. */
char *address_describe_socket(int fd, char text[ADDRESS_TEXT]);

/* Raise the OSError of bind() to [address], which gave [error], in asyncio's words. */
void address_raise_bind(int error, const struct sockaddr *address);

#endif
