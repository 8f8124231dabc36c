/* OpenSSL's errors as exceptions, in Python's words. */

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "web/tls-internal.h"

const struct async_exception_type SSLError[1] = {{ "SSLError", OSError }};
const struct async_exception_type SSLCertVerificationError[1] = {
	{ "SSLCertVerificationError", SSLError, ValueError },
};

enum { TEXT_MAX = 512 };

static const char *library_of(unsigned long error)
{
	switch (ERR_GET_LIB(error)) {
	case ERR_LIB_SSL:
		return "SSL";
	case ERR_LIB_X509:
		return "X509";
	case ERR_LIB_X509V3:
		return "X509V3";
	case ERR_LIB_PEM:
		return "PEM";
	default:
		return NULL;
	}
}

/* "[SSL: WRONG_VERSION_NUMBER] wrong version number". OpenSSL knows only the second; the first, the
 * constant's name, is the same in other letters, for all of its errors. */
static void write_text(char text[TEXT_MAX], unsigned long error)
{
	const char *reason = ERR_reason_error_string(error);
	const char *library = library_of(error);
	char name[TEXT_MAX / 2];
	size_t length = 0;

	if (reason == NULL) {
		snprintf(text, TEXT_MAX, "A failure in the SSL library occurred");
		return;
	}
	if (library == NULL) {
		snprintf(text, TEXT_MAX, "%s", reason);
		return;
	}
	if (ERR_COMMON_ERROR(error)) {		/* of all libraries, and so without a name */
		snprintf(text, TEXT_MAX, "[%s] %s", library, reason);
		return;
	}
	for (; reason[length] != '\0' && length < sizeof name - 1; length++) {
		unsigned char c = (unsigned char)reason[length];

		name[length] = isalnum(c) ? (char)toupper(c) : '_';
	}
	name[length] = '\0';
	snprintf(text, TEXT_MAX, "[%s: %s] %s", library, name, reason);
}

static struct exception *make(const struct async_exception_type *type, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static struct exception *make(const struct async_exception_type *type, const char *format, ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	e = exception_format(NULL, type, format, arguments);
	va_end(arguments);
	return e;
}

/* Why the certificate that [ssl] was shown is not to be trusted. */
static struct exception *untrusted(const SSL *ssl, const char *text)
{
	X509_VERIFY_PARAM *param = SSL_get0_param((SSL *)ssl);
	long result = SSL_get_verify_result(ssl);
	struct exception *e;
	char *address;

	if (result == X509_V_ERR_HOSTNAME_MISMATCH)
		return make(SSLCertVerificationError,
			    "%s: Hostname mismatch, certificate is not valid for '%s'.", text,
			    X509_VERIFY_PARAM_get0_host(param, 0));
	if (result != X509_V_ERR_IP_ADDRESS_MISMATCH)
		return make(SSLCertVerificationError, "%s: %s", text,
			    X509_verify_cert_error_string(result));
	address = X509_VERIFY_PARAM_get1_ip_asc(param);
	e = make(SSLCertVerificationError,
		 "%s: IP address mismatch, certificate is not valid for '%s'.", text,
		 address != NULL ? address : "");
	OPENSSL_free(address);
	return e;
}

struct exception *tls_exception(const SSL *ssl, unsigned long error)
{
	char text[TEXT_MAX];

	write_text(text, error);
	if (ssl != NULL && ERR_GET_LIB(error) == ERR_LIB_SSL &&
	    ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED)
		return untrusted(ssl, text);
	return make(SSLError, "%s", text);
}

void tls_raise_noted(unsigned long error, const char *format, ...)
{
	char text[TEXT_MAX], note[TEXT_MAX];
	struct exception *e;
	va_list arguments;

	write_text(text, error);
	va_start(arguments, format);
	vsnprintf(note, sizeof note, format, arguments);
	va_end(arguments);
	e = make(SSLError, "%s%c%s", text, '\0', note);
	exception_set_note(e);
	error_put(e);
	ERR_clear_error();
}

void tls_raise_about_file(const char *file)
{
	unsigned long error = ERR_peek_error();

	if (ERR_GET_LIB(error) == ERR_LIB_SYS) {
		error_raise_errno(ERR_GET_REASON(error), "'%s'", file);
		ERR_clear_error();
	} else {
		tls_raise_noted(ERR_peek_last_error(), "'%s': %s", file,
				ERR_reason_error_string(error));
	}
}
