/* Names of hosts. To look one up may mean to ask the network, and the C library knows only how to
 * wait for that: so it is done in a thread, with copies of all that it is about, since the task may
 * be gone before there is an answer. */

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "memory-internal.h"
#include "socket.h"
#include "task-internal.h"
#include "thread.h"

const struct async_exception_type gaierror[1] = {{ "gaierror", OSError }};

static void *raise_gaierror(int error)
{
	char message[200];
	struct exception *e;

	if (error == EAI_SYSTEM)
		return error_raise_errno(errno, "looking a name up");
	if (error == EAI_MEMORY)
		return error_raise(MemoryError, "no memory to look a name up");
	snprintf(message, sizeof message, "[Errno %d] %s", error, gai_strerror(error));
	e = exception_new(NULL, gaierror, message);
	exception_set_number(e, error);
	error_put(e);
	return NULL;
}

/* Have [fn] run in a thread, with a copy of its arguments. */
static void *look_up(struct async_loop *loop, const char *name, void *(*fn)(void *arg),
		     const void *arguments, size_t size)
{
	ASYNC_SITE_(site);
	struct async_task *task = task_may_call(name);

	if (task == NULL)
		return NULL;
	if (loop != NULL && loop != task->future.loop)
		return error_raise(RuntimeError, "%s was called for a loop that does not run",
				   name);
	return async_to_thread_((struct async_call){ .fn = fn, .name = name, .site = &site,
						     .arguments = arguments, .size = size });
}

/* ---- From a name to addresses ---- */

struct name {
	bool has_host, has_port;
	char host[NI_MAXHOST], port[NI_MAXSERV];
	struct addrinfo hints;
};

static void free_addresses(void *memory)
{
	struct addrinfo *const *first = memory;

	if (*first != NULL)
		freeaddrinfo(*first);
}

static void *find_addresses(void *arg)
{
	const struct name *name = arg;
	struct addrinfo **first = memory_pool_get(memory_current(), sizeof(*first), free_addresses);
	int error;

	if (first == NULL)
		return error_raise(MemoryError, "no memory for addresses");
	error = getaddrinfo(name->has_host ? name->host : NULL, name->has_port ? name->port : NULL,
			    &name->hints, first);
	return error == 0 ? *first : raise_gaierror(error);
}

/* Copy [text], which may be NULL. Returns: false if it is too long to be known to anybody. */
static bool copy(char *copy, size_t room, bool *has, const char *text)
{
	*has = text != NULL;
	return !*has || (size_t)snprintf(copy, room, "%s", text) < room;
}

struct addrinfo *async_loop_getaddrinfo_(struct async_loop *loop, const char *host,
					 const char *port,
					 const struct async_getaddrinfo_options *options)
{
	struct name name = { .hints = { .ai_family = options->family,
					.ai_socktype = options->type,
					.ai_protocol = options->proto,
					.ai_flags = options->flags } };

	if (!copy(name.host, sizeof name.host, &name.has_host, host) ||
	    !copy(name.port, sizeof name.port, &name.has_port, port))
		return raise_gaierror(EAI_NONAME);
	return look_up(loop, "async_loop_getaddrinfo()", find_addresses, &name, sizeof name);
}

/* ---- From an address to its name ---- */

struct address {
	struct sockaddr_storage address;
	socklen_t length;
	int flags;
};

static void *find_name(void *arg)
{
	const struct address *address = arg;
	struct name *name = async_alloc(sizeof *name);
	int error;

	if (name == NULL)
		return NULL;
	error = getnameinfo((const struct sockaddr *)&address->address, address->length,
			    name->host, sizeof name->host, name->port, sizeof name->port,
			    address->flags);
	return error == 0 ? name : raise_gaierror(error);
}

int async_loop_getnameinfo(struct async_loop *loop, const struct sockaddr *address,
			   socklen_t length, int flags, const char **host, const char **port)
{
	struct address copy = { .length = length, .flags = flags };
	const struct name *name;

	if (length > sizeof copy.address) {
		raise_gaierror(EAI_FAMILY);
		return 0;
	}
	memcpy(&copy.address, address, length);
	name = look_up(loop, "async_loop_getnameinfo()", find_name, &copy, sizeof copy);
	if (name != NULL && host != NULL)
		*host = name->host;
	if (name != NULL && port != NULL)
		*port = name->port;
	return 0;
}
