/* web/tls.h: contexts, and the files that are read into them; web/certificate.h. */

#include <openssl/ssl.h>
#include <sys/stat.h>

#include "tls-ends.h"
#include "web/tls-internal.h"

static SSL_CTX *openssl_of(struct async_ssl_context *context)
{
	return ((struct ssl_context *)context)->openssl;
}

static void *look_at_defaults(void *arg)
{
	struct async_ssl_context *client_context =
		async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH);
	struct async_ssl_context *server_context =
		async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);

	ASSERT_INT(SSL_CTX_get_min_proto_version(openssl_of(client_context)), TLS1_2_VERSION);
	ASSERT_INT(SSL_CTX_get_min_proto_version(openssl_of(server_context)), TLS1_2_VERSION);
	ASSERT_INT(SSL_CTX_get_verify_mode(openssl_of(client_context)),
		   SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
	ASSERT_INT(SSL_CTX_get_verify_mode(openssl_of(server_context)), SSL_VERIFY_NONE);
	return arg;
}

static void test_tls_context__is_safe_by_default(void)
{
	async_run(look_at_defaults);
}

static void *set_modes(void *arg)
{
	struct async_ssl_context *context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH);

	async_ssl_context_set_verify_mode(context, ASYNC_CERT_NONE);
	ASSERT_RAISED(ValueError, "Cannot set verify_mode to CERT_NONE when check_hostname is "
				  "enabled.");
	async_ssl_context_set_check_hostname(context, false);
	async_ssl_context_set_verify_mode(context, ASYNC_CERT_NONE);
	ASSERT_INT(SSL_CTX_get_verify_mode(openssl_of(context)), SSL_VERIFY_NONE);
	async_ssl_context_set_verify_mode(context, ASYNC_CERT_OPTIONAL);
	ASSERT_INT(SSL_CTX_get_verify_mode(openssl_of(context)), SSL_VERIFY_PEER);
	async_ssl_context_set_verify_mode(context, ASYNC_CERT_NONE);
	async_ssl_context_set_check_hostname(context, true);
	ASSERT_INT(SSL_CTX_get_verify_mode(openssl_of(context)),
		   SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
	return arg;
}

static void test_tls_context__who_checks_names_looks_at_certificates(void)
{
	async_run(set_modes);
}

/* ---- Files ---- */

/* The message of what is raised, with its note, and without the folder. Catches it. */
static void expect(const struct async_exception_type *type, const char *message)
{
	char text[512] = "", *at;
	EXCEPTION(e);

	if (!EXCEPT(type, e)) {
		ASSERT_STRING("nothing", message);
		return;
	}
	ASSERT(e->type == type);
	snprintf(text, sizeof text, "%s%s%s", e->message, e->note != NULL ? " -- " : "",
		 e->note != NULL ? e->note : "");
	while ((at = strstr(text, tls_folder)) != NULL)
		memmove(at, at + strlen(tls_folder), strlen(at + strlen(tls_folder)) + 1);
	ASSERT_STRING(text, message);
}

static void *read_files(void *arg)
{
	struct async_ssl_context *context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);

	tls_make_files();
	async_ssl_context_load_cert_chain(context, tls_file("nobody.pem"), NULL);
	expect(FileNotFoundError, "[Errno 2] No such file or directory -- '/nobody.pem'");
	async_ssl_context_load_cert_chain(context, tls_file("server.pem"), tls_file("nobody.pem"));
	expect(FileNotFoundError, "[Errno 2] No such file or directory -- '/nobody.pem'");
	async_ssl_context_load_cert_chain(context, tls_file("server.pem"), tls_file("client.pem"));
	expect(SSLError, "[X509: KEY_VALUES_MISMATCH] key values mismatch -- the key in "
			 "'/client.pem' is not that of the certificate in '/server.pem'");
	async_ssl_context_load_cert_chain(context, "/dev/null", NULL);
	expect(SSLError, "[SSL] PEM lib -- '/dev/null': no start line");
	async_ssl_context_load_verify_locations(context, tls_file("nobody.pem"));
	expect(FileNotFoundError, "[Errno 2] No such file or directory -- '/nobody.pem'");
	async_ssl_context_load_verify_locations(context, "/dev/null");
	expect(SSLError, "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found -- "
			 "'/dev/null': no certificate or crl found");
	ASSERT(async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
						.cafile = tls_file("nobody.pem")) == NULL);
	expect(FileNotFoundError, "[Errno 2] No such file or directory -- '/nobody.pem'");
	return arg;
}

static void test_tls_context__files_that_do_not_hold_what_they_should(void)
{
	async_run(read_files);
}

/* Of a key that is locked by a passphrase, nobody is asked for it. */
static void lock_key(const char *file)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	FILE *out = fopen(file, "w");

	PEM_write_PrivateKey(out, key, EVP_aes_128_cbc(), (unsigned char *)"rain", 4, NULL, NULL);
	fclose(out);
	EVP_PKEY_free(key);
}

static void *read_a_locked_key(void *arg)
{
	struct async_ssl_context *context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);

	tls_make_files();
	lock_key(tls_file("locked.pem"));
	async_ssl_context_load_cert_chain(context, tls_file("server.pem"), tls_file("locked.pem"));
	expect(SSLError, "the key in '/locked.pem' is locked by a passphrase: only keys without "
			 "one can be used");
	unlink(tls_file("locked.pem"));
	return arg;
}

static void test_tls_context__a_locked_key(void)
{
	async_run(read_a_locked_key);
}

/* ---- Certificates of one's own ---- */

static void *make_certificates(void *arg)
{
	struct stat status;

	tls_make_files();
	ASSERT_INT(stat(tls_file("server.pem"), &status), 0);
	ASSERT_INT(status.st_mode & 0777, 0600);
	async_ssl_make_certificate(tls_file("none/x.pem"));
	expect(FileNotFoundError, "[Errno 2] No such file or directory: '/none/x.pem'");
	async_ssl_make_certificate(tls_file("x.pem"), .issuer = tls_file("nobody.pem"));
	expect(FileNotFoundError, "[Errno 2] No such file or directory -- '/nobody.pem'");
	async_ssl_make_certificate(tls_file("x.pem"), .issuer = "/dev/null");
	expect(SSLError, "[PEM: NO_START_LINE] no start line -- '/dev/null': no start line");
	async_ssl_make_certificate(tls_file("x.pem"), .names = "a city");
	expect(SSLError, "[X509V3: MISSING_VALUE] missing value");
	async_ssl_make_certificate("/dev/full");
	expect(OSError, "[Errno 28] No space left on device: '/dev/full'");
	return arg;
}

static void test_certificate__what_cannot_be_made(void)
{
	async_run(make_certificates);
}

static const struct test tests[] = {
	TEST(test_tls_context__is_safe_by_default),
	TEST(test_tls_context__who_checks_names_looks_at_certificates),
	TEST(test_tls_context__files_that_do_not_hold_what_they_should),
	TEST(test_tls_context__a_locked_key),
	TEST(test_certificate__what_cannot_be_made),
};

SUITE(tests, NO_PROGRAMS)
