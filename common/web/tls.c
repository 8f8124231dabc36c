/* Contexts: what connections with TLS are to be like. */

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "web/tls-internal.h"

static struct ssl_context *context_of(struct async_ssl_context *context)
{
	return (struct ssl_context *)context;
}

/* ---- Life ---- */

/* OpenSSL would have the passphrase of a key typed, and that blocks the loop: only note that there
 * is one. */
static int know_no_passphrase(char *buffer, int size, int writing, void *is_locked)
{
	(void)buffer;
	(void)size;
	(void)writing;
	*(bool *)is_locked = true;
	return -1;
}

/* As Python's default context has it, and no renegotiation, which only attackers ask for. */
static bool configure(SSL_CTX *openssl)
{
	static const unsigned char session_id[] = "async";
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(openssl);

	SSL_CTX_set_options(openssl, SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
					     SSL_OP_IGNORE_UNEXPECTED_EOF |
					     SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_mode(openssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_default_passwd_cb(openssl, know_no_passphrase);
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_CTX_set_min_proto_version(openssl, TLS1_2_VERSION) &&
	       SSL_CTX_set_session_id_context(openssl, session_id, sizeof session_id) &&
	       X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN |
							  X509_V_FLAG_X509_STRICT |
							  X509_V_FLAG_TRUSTED_FIRST);
}

static void end_context(void *memory)
{
	SSL_CTX_free(((struct ssl_context *)memory)->openssl);
}

static struct ssl_context *new_context(const SSL_METHOD *method)
{
	struct ssl_context *context =
		memory_pool_get(memory_current(), sizeof *context, end_context);

	if (context == NULL)
		return error_raise(MemoryError, "no memory for an SSL context");
	ERR_clear_error();
	context->async.wrap = tls_wrap;
	context->openssl = SSL_CTX_new(method);
	if (context->openssl == NULL || !configure(context->openssl)) {
		error_put(tls_exception(NULL, ERR_peek_error()));
		ERR_clear_error();
		return NULL;
	}
	return context;
}

struct async_ssl_context *
async_ssl_create_default_context_(enum async_ssl_purpose purpose,
				  const struct async_ssl_options *options)
{
	const bool is_client = purpose == ASYNC_SSL_SERVER_AUTH;
	struct ssl_context *context =
		new_context(is_client ? TLS_client_method() : TLS_server_method());

	if (context == NULL)
		return NULL;
	context->purpose = purpose;
	async_ssl_context_set_check_hostname(&context->async, is_client);
	if (options->cafile != NULL)
		async_ssl_context_load_verify_locations(&context->async, options->cafile);
	else if (is_client)
		SSL_CTX_set_default_verify_paths(context->openssl);
	return async_exception() == NULL ? &context->async : NULL;
}

/* ---- What it is to do ---- */

static void load_key(SSL_CTX *openssl, const char *certfile, const char *keyfile)
{
	bool is_locked = false;

	SSL_CTX_set_default_passwd_cb_userdata(openssl, &is_locked);
	if (SSL_CTX_use_PrivateKey_file(openssl, keyfile, SSL_FILETYPE_PEM) == 1)
		return;
	if (is_locked)
		error_raise(SSLError, "the key in '%s' is locked by a passphrase: only keys "
				      "without one can be used", keyfile);
	else if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH)
		tls_raise_noted(ERR_peek_error(), "the key in '%s' is not that of the "
						  "certificate in '%s'", keyfile, certfile);
	else
		tls_raise_about_file(keyfile);
	ERR_clear_error();
}

void async_ssl_context_load_cert_chain(struct async_ssl_context *context, const char *certfile,
				       const char *keyfile)
{
	SSL_CTX *openssl = context_of(context)->openssl;

	ERR_clear_error();
	if (SSL_CTX_use_certificate_chain_file(openssl, certfile) == 1)
		load_key(openssl, certfile, keyfile != NULL ? keyfile : certfile);
	else
		tls_raise_about_file(certfile);
}

void async_ssl_context_load_verify_locations(struct async_ssl_context *context, const char *cafile)
{
	ERR_clear_error();
	if (SSL_CTX_load_verify_file(context_of(context)->openssl, cafile) != 1)
		tls_raise_about_file(cafile);
}

static int flags_of(enum async_ssl_verify_mode mode)
{
	switch (mode) {
	case ASYNC_CERT_NONE:
		return SSL_VERIFY_NONE;
	case ASYNC_CERT_OPTIONAL:
		return SSL_VERIFY_PEER;
	default:
		return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	}
}

void async_ssl_context_set_check_hostname(struct async_ssl_context *context, bool check)
{
	SSL_CTX *openssl = context_of(context)->openssl;

	context_of(context)->check_hostname = check;
	if (check && SSL_CTX_get_verify_mode(openssl) == SSL_VERIFY_NONE)
		SSL_CTX_set_verify(openssl, flags_of(ASYNC_CERT_REQUIRED), NULL);
}

void async_ssl_context_set_verify_mode(struct async_ssl_context *context,
				       enum async_ssl_verify_mode mode)
{
	if (mode == ASYNC_CERT_NONE && context_of(context)->check_hostname)
		error_raise(ValueError, "Cannot set verify_mode to CERT_NONE when check_hostname "
					"is enabled.");
	else
		SSL_CTX_set_verify(context_of(context)->openssl, flags_of(mode), NULL);
}

/* ---- One connection ---- */

static bool is_address(const char *name)
{
	struct in6_addr address;

	return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1;
}

/* Say to the server whom we want to talk to, which only a name says, and have it checked that its
 * certificate is of that one. */
static bool set_host(SSL *ssl, const char *name, bool check)
{
	if (is_address(name))
		return !check || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1;
	return SSL_set_tlsext_host_name(ssl, name) == 1 &&
	       (!check || SSL_set1_host(ssl, name) == 1);
}

SSL *tls_ssl_new(const struct async_ssl_context *context, bool server_side,
		 const char *server_hostname)
{
	const struct ssl_context *self = (const struct ssl_context *)context;
	const bool has_name = !server_side && server_hostname != NULL && *server_hostname != '\0';
	SSL *ssl;

	if (server_side && self->purpose == ASYNC_SSL_SERVER_AUTH)
		return error_raise(SSLError, "Cannot create a server socket with a "
					     "PROTOCOL_TLS_CLIENT context");
	if (!server_side && self->check_hostname && server_hostname == NULL)
		return error_raise(ValueError, "check_hostname requires server_hostname");
	ERR_clear_error();
	ssl = SSL_new(self->openssl);
	if (ssl == NULL)
		return error_raise(MemoryError, "no memory for a connection with TLS");
	if (has_name && !set_host(ssl, server_hostname, self->check_hostname)) {
		error_put(tls_exception(ssl, ERR_peek_error()));
		ERR_clear_error();
		SSL_free(ssl);
		return NULL;
	}
	return ssl;
}
