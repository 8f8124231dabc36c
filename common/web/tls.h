#ifndef TLS_H
#define TLS_H

/* TLS: connections that nobody else can read, to someone who has proved his name.
 *
 * A context says what a connection is to be like: whom we trust, and who we are. It is given to
 * whoever makes connections, and does for any number of them.
 *
 *      struct async_ssl_context *context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH);
 *
 *      AWAIT(async_open_connection(&reader, &writer, "weather.example", 443, .ssl = context));
 *
 * A server shows a certificate, and proves by its private key that it is its own:
 *
 *      context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
 *      async_ssl_context_load_cert_chain(context, "server.pem", "server.key");
 *      server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0, .ssl = context));
 *
 * A certificate is a name and a public key, signed by someone who has made sure of both: an
 * authority (CA). We trust some of those, and so whom they have signed. A client of a service that
 * has an authority of its own, as in tests, trusts that one:
 *
 *      context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH, .cafile = "ca.pem");
 *
 * Interface, and what holds for all of it:
 * - No call here suspends. A context is made and changed in the loop's thread; files are read at
 *   once, and waited for.
 * - A context belongs to the task that made it, as memory does (memory.h). It must live as long as
 *   connections are made by it; those that are made are not concerned by its end.
 * - The names are those of Python's module ssl, and so are the messages of its exceptions, but for
 *   the place in CPython's source that those end with. The note of one (error.h) says which file it
 *   is about.
 * - TLS is 1.2 or later. OpenSSL does it, and libevent carries its bytes.
 */

#include <stdbool.h>

#include "error.h"

struct async_ssl_context;

/* What is wrong with the other side, its certificate, or a file that was to hold one of ours.
 * ssl.SSLError */
extern const struct async_exception_type SSLError[1];			/* OSError */

/* The other side's certificate is not to be trusted: "[SSL: CERTIFICATE_VERIFY_FAILED] certificate
 * verify failed: self-signed certificate". ssl.SSLCertVerificationError */
extern const struct async_exception_type SSLCertVerificationError[1];	/* SSLError, ValueError */

/* What a context is for. ssl.Purpose */
enum async_ssl_purpose {
	ASYNC_SSL_SERVER_AUTH,		/* for a client: servers must prove who they are */
	ASYNC_SSL_CLIENT_AUTH,		/* for a server: clients need not, unless it asks them to */
};

/* What is done with the other side's certificate. ssl.CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED */
enum async_ssl_verify_mode {
	ASYNC_CERT_NONE,		/* it is not looked at */
	ASYNC_CERT_OPTIONAL,		/* it is checked, if there is one */
	ASYNC_CERT_REQUIRED,		/* there must be one, and it is checked */
};

struct async_ssl_options {
	const char *cafile;		/* trust the authorities in this file (PEM), and no others;
					 * NULL: a client trusts those that the system does */
};

/* async_ssl_create_default_context(purpose) or, with an option by its name,
 * async_ssl_create_default_context(purpose, .cafile = "ca.pem"): a context with safe settings. A
 * client's requires a certificate that names the host it connects to; a server's asks for none.
 * Owns: the current task. Raises: as async_ssl_context_load_verify_locations(); MemoryError; and
 * returns NULL. ssl.create_default_context() */
#define async_ssl_create_default_context(purpose, ...)						\
	async_ssl_create_default_context_(purpose, &(struct async_ssl_options){ __VA_ARGS__ })

/* Show the certificate in [certfile] (PEM), behind which those may stand that lead from it to its
 * authority, and prove it by the private key in [keyfile]; NULL: that stands in [certfile], too.
 * Raises: FileNotFoundError, PermissionError, ...; SSLError if they hold no such thing, or the key
 * is of another certificate, or is locked by a passphrase. ssl.SSLContext.load_cert_chain() */
void async_ssl_context_load_cert_chain(struct async_ssl_context *context, const char *certfile,
				       const char *keyfile);

/* Trust the authorities in [cafile] (PEM), too. Raises: FileNotFoundError, PermissionError, ...;
 * SSLError if it holds no certificate. ssl.SSLContext.load_verify_locations() */
void async_ssl_context_load_verify_locations(struct async_ssl_context *context,
					     const char *cafile);

/* Whether the other side's certificate must name the host that was connected to, or the one given
 * by .server_hostname. (Not where that is "", as in asyncio.) If so it must be looked at: that
 * makes ASYNC_CERT_NONE to ASYNC_CERT_REQUIRED. ssl.SSLContext.check_hostname */
void async_ssl_context_set_check_hostname(struct async_ssl_context *context, bool check);

/* What is done with the other side's certificate. Raises: ValueError for ASYNC_CERT_NONE where the
 * host's name is to be checked. ssl.SSLContext.verify_mode */
void async_ssl_context_set_verify_mode(struct async_ssl_context *context,
				       enum async_ssl_verify_mode mode);

/* ---- What the macro above is made of: not for direct use ---- */

struct async_ssl_context *
async_ssl_create_default_context_(enum async_ssl_purpose purpose,
				  const struct async_ssl_options *options);

#endif
