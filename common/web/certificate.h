#ifndef CERTIFICATE_H
#define CERTIFICATE_H

/* Certificates of one's own: for services that only this program, or this machine, talks to. Tests
 * and examples make up an authority, whom their clients trust and nobody else does:
 *
 *      async_ssl_make_certificate("ca.pem");
 *      async_ssl_make_certificate("server.pem", .issuer = "ca.pem", .names = "DNS:localhost");
 *
 *      async_ssl_context_load_cert_chain(server_context, "server.pem", NULL);
 *      client_context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
 *                                                        .cafile = "ca.pem");
 *
 * Python has no twin of this; its programs use trustme, or the command `openssl`.
 */

#include "error.h"

struct async_ssl_certificate_options {
	const char *issuer;	/* the file of the authority that signs it; NULL: it does itself */
	const char *names;	/* whom it names, "DNS:localhost,IP:127.0.0.1"; NULL: nobody, and
				 * then it is an authority, which may sign others */
	int days;		/* how long it is valid, from now on; 0: a year. If negative, it has
				 * expired that long ago. */
};

/* async_ssl_make_certificate(file) or, with options by name, as above: make a key and a certificate
 * and write both to [file] (PEM), which nobody else may read. Does not suspend. Raises: OSError if
 * the file cannot be written, or the issuer's cannot be read; SSLError if that holds no certificate
 * and key, or [names] are none. ([file] may have been made then.) */
#define async_ssl_make_certificate(file, ...)							\
	async_ssl_make_certificate_(file,							\
				    &(struct async_ssl_certificate_options){ __VA_ARGS__ })

/* ---- What the macro above is made of: not for direct use ---- */

void async_ssl_make_certificate_(const char *file,
				 const struct async_ssl_certificate_options *options);

#endif
