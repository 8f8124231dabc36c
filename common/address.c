#include "address-internal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "error-internal.h"
#include "memory.h"
#include "socket.h"

/* ---- From names ---- */

struct numeric {
	struct addrinfo info;			/* first, so that one pointer is both */
	struct sockaddr_storage address;
};

static bool read_numeric(struct numeric *numeric, const char *host, int port, int family)
{
	struct sockaddr_in *four = (struct sockaddr_in *)&numeric->address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&numeric->address;

	if (family != AF_INET6 && inet_pton(AF_INET, host, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		numeric->info.ai_addrlen = sizeof *four;
	} else if (family != AF_INET && inet_pton(AF_INET6, host, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)port);
		numeric->info.ai_addrlen = sizeof *six;
	} else {
		return false;
	}
	return true;
}

/* [host] as an address; NULL if it is none, or, with an exception raised, if memory is short. */
static struct addrinfo *numeric_address(const char *host, int port, int family, int type)
{
	struct numeric found = { 0 }, *numeric;

	if (host == NULL || !read_numeric(&found, host, port, family))
		return NULL;
	numeric = async_alloc(sizeof *numeric);
	if (numeric == NULL)
		return NULL;
	*numeric = found;
	numeric->info.ai_family = numeric->address.ss_family;
	numeric->info.ai_socktype = type;
	numeric->info.ai_protocol = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
	numeric->info.ai_addr = (struct sockaddr *)&numeric->address;
	return &numeric->info;
}

struct addrinfo *address_resolve(struct async_loop *loop, const char *host, int port, int family,
				 int type, int flags)
{
	struct async_getaddrinfo_options how = { .family = family, .type = type, .flags = flags };
	struct addrinfo *info;
	char service[16];

	if (port < 0 || port > 65535)
		return error_raise(ValueError, "port must be 0-65535, not %d", port);
	info = numeric_address(host, port, family, type);
	if (info != NULL || async_exception() != NULL)
		return info;
	snprintf(service, sizeof service, "%d", port);
	return async_loop_getaddrinfo_(loop, host, service, &how);
}

/* ---- Of Unix sockets ---- */

bool address_of_path(const char *path, struct sockaddr_un *address, socklen_t *size)
{
	size_t length = strlen(path);

	if (length >= sizeof address->sun_path) {
		error_raise(OSError, "AF_UNIX path too long");
		return false;
	}
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(address->sun_path, path, length);
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + 1);
	return true;
}

void address_remove_stale(const char *path)
{
	struct stat found;

	if (stat(path, &found) == 0 ? !S_ISSOCK(found.st_mode) || unlink(path) == 0
				    : errno == ENOENT)
		return;
	fflush(stdout);
	fprintf(stderr, "Unable to check or remove stale UNIX socket '%s': %s\n", path,
		strerror(errno));
}

/* ---- As text ---- */

char *address_describe(const struct sockaddr *address, char text[ADDRESS_TEXT])
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
	char host[INET6_ADDRSTRLEN] = "";

	if (address->sa_family == AF_INET) {
		inet_ntop(AF_INET, &four->sin_addr, host, sizeof host);
		snprintf(text, ADDRESS_TEXT, "('%s', %d)", host, ntohs(four->sin_port));
	} else if (address->sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host);
		snprintf(text, ADDRESS_TEXT, "('%s', %d, %u, %u)", host, ntohs(six->sin6_port),
			 ntohl(six->sin6_flowinfo), six->sin6_scope_id);
	} else if (address->sa_family == AF_UNIX) {
		snprintf(text, ADDRESS_TEXT, "%s", ((const struct sockaddr_un *)address)->sun_path);
	} else {
		snprintf(text, ADDRESS_TEXT, "an address of family %d", address->sa_family);
	}
	return text;
}

void address_raise_bind(int error, const struct sockaddr *address)
{
	char text[ADDRESS_TEXT], reason[100];
	struct exception *e;

	snprintf(reason, sizeof reason, "%s", strerror(error));
	for (char *c = reason; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	e = exception_of_errno(error,
			       "error while attempting to bind on address %s: [errno %d] %s",
			       address_describe(address, text), error, reason);
	error_put(e);
}

char *address_describe_socket(int fd, char text[ADDRESS_TEXT])
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof address;

	*text = '\0';
	if (getsockname(fd, (struct sockaddr *)&address, &size) == 0)
		address_describe((struct sockaddr *)&address, text);
	if (*text == '\0')
		snprintf(text, ADDRESS_TEXT, "descriptor %d", fd);
	return text;
}
