/* Certificates of one's own. */

#include "web/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "web/tls-internal.h"

enum { DAY = 24 * 60 * 60, YEAR = 365 };

/* A certificate and its key: what a file holds. */
struct pair {
	X509 *certificate;
	EVP_PKEY *key;
};

static void free_pair(struct pair *pair)
{
	X509_free(pair->certificate);
	EVP_PKEY_free(pair->key);
}

/* ---- Files ---- */

static struct pair read_pair(const char *file)
{
	BIO *bio = BIO_new_file(file, "r");
	struct pair pair = { NULL, NULL };

	if (bio != NULL)
		pair.certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	if (pair.certificate != NULL)
		pair.key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (pair.certificate == NULL || pair.key == NULL)
		tls_raise_about_file(file);
	return pair;
}

static bool write_all(int fd, const char *data, long size)
{
	ssize_t written;

	for (; size > 0; data += written, size -= written) {
		do
			written = write(fd, data, (size_t)size);
		while (written < 0 && errno == EINTR);
		if (written < 0)
			return false;
	}
	return true;
}

static void write_file(const char *file, const char *data, long size)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || !write_all(fd, data, size))
		error_raise_errno_name(errno, file);
	if (fd >= 0 && close(fd) != 0)
		error_raise_errno_name(errno, file);
}

static void write_pair(const char *file, const struct pair *pair)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	long size;

	if (bio != NULL && PEM_write_bio_X509(bio, pair->certificate) == 1 &&
	    PEM_write_bio_PrivateKey(bio, pair->key, NULL, NULL, 0, NULL, NULL) == 1) {
		size = BIO_get_mem_data(bio, &data);
		write_file(file, data, size);
	} else {
		tls_raise_about_file(file);
	}
	BIO_free(bio);
}

/* ---- What it says ---- */

static bool set_name(X509 *certificate, const char *names)
{
	const char *text = names != NULL ? names : "An authority of our own";

	return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
					  (const unsigned char *)text, -1, -1, 0) == 1;
}

static bool set_serial(X509 *certificate)
{
	unsigned char bytes[8];
	uint64_t number = 0;

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return false;
	for (size_t i = 0; i < sizeof bytes; i++)
		number = number << 8 | bytes[i];
	return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1 | 1) == 1;
}

static bool set_times(X509 *certificate, int days)
{
	long end = (long)(days != 0 ? days : YEAR) * DAY;
	long begin = end < 0 ? end - DAY : -DAY;	/* clocks differ */

	return X509_gmtime_adj(X509_getm_notBefore(certificate), begin) != NULL &&
	       X509_gmtime_adj(X509_getm_notAfter(certificate), end) != NULL;
}

static bool add_extension(X509 *certificate, X509V3_CTX *context, int which, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, which, value);
	bool done = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return done;
}

static bool add_extensions(X509 *certificate, X509 *issuer, const char *names)
{
	const bool is_authority = names == NULL;
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	return add_extension(certificate, &context, NID_basic_constraints,
			     is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
	       add_extension(certificate, &context, NID_key_usage,
			     is_authority ? "critical,keyCertSign,cRLSign"
					  : "critical,digitalSignature") &&
	       add_extension(certificate, &context, NID_subject_key_identifier, "hash") &&
	       add_extension(certificate, &context, NID_authority_key_identifier, "keyid:always") &&
	       (is_authority ||
		add_extension(certificate, &context, NID_subject_alt_name, names));
}

/* [issuer] signs [pair]'s certificate. */
static bool fill_in(const struct pair *pair, const struct pair *issuer,
		    const struct async_ssl_certificate_options *options)
{
	X509 *certificate = pair->certificate;

	return certificate != NULL && pair->key != NULL &&
	       X509_set_version(certificate, X509_VERSION_3) == 1 &&
	       set_name(certificate, options->names) &&
	       X509_set_issuer_name(certificate, X509_get_subject_name(issuer->certificate)) == 1 &&
	       set_serial(certificate) && set_times(certificate, options->days) &&
	       X509_set_pubkey(certificate, pair->key) == 1 &&
	       add_extensions(certificate, issuer->certificate, options->names) &&
	       X509_sign(certificate, issuer->key, EVP_sha256()) > 0;
}

static void make(const char *file, const struct pair *pair, const struct pair *issuer,
		 const struct async_ssl_certificate_options *options)
{
	if (fill_in(pair, issuer, options)) {
		write_pair(file, pair);
		return;
	}
	error_put(tls_exception(NULL, ERR_peek_error()));
	ERR_clear_error();
}

void async_ssl_make_certificate_(const char *file,
				 const struct async_ssl_certificate_options *options)
{
	struct pair issuer = { NULL, NULL };
	struct pair pair;

	ERR_clear_error();
	if (options->issuer != NULL)
		issuer = read_pair(options->issuer);
	if (async_exception() == NULL) {
		pair = (struct pair){ X509_new(), EVP_EC_gen("P-256") };
		make(file, &pair, options->issuer != NULL ? &issuer : &pair, options);
		free_pair(&pair);
	}
	free_pair(&issuer);
}
