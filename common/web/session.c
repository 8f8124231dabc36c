#include <math.h>

#include "web/client-internal.h"
#include "heap.h"
#include "memory-internal.h"

enum { TIMEOUT = 300, LIMIT = 100, MAX_SIZE = 16 * 1024 * 1024 };

/* ---- Who works ---- */

static const struct waiters_kind waiters_kind = {
	.object = "HTTP session",
	.part = "a connection of ",
};

bool http_session_begin_work(struct async_client_session *session, struct async_task *task)
{
	while (session->busy >= session->limit) {
		enum waited waited = waiters_wait(&session->waiting, task);

		if (async_exception() == NULL)
			continue;
		if (waited == WAITED_GRANTED)	/* and cancelled since: it is the next one's turn */
			waiters_wake(&session->waiting, 1);
		return false;
	}
	session->busy++;
	return true;
}

void http_session_end_work(struct async_client_session *session)
{
	session->busy--;
	waiters_wake(&session->waiting, 1);
}

/* ---- Life ---- */

static void close_all(struct async_client_session *session)
{
	session->closed = true;
	while (session->connections != NULL)
		http_connection_close(session->connections);
}

static void end_with_loop(struct loop_resource *resource)
{
	struct async_client_session *session =
		CONTAINER_OF(resource, struct async_client_session, resource);

	close_all(session);
	session->loop = NULL;
}

void http_session_release(struct async_client_session *session)
{
	if (--session->references > 0)
		return;
	evhttp_clear_headers(&session->headers);
	heap_put(session);
}

/* The memory of the task that made it ends. */
static void forget_session(void *memory)
{
	struct async_client_session *session = *(struct async_client_session **)memory;

	if (session == NULL)
		return;
	close_all(session);
	loop_remove_resource(&session->resource);
	waiters_end(&session->waiting);
	http_session_release(session);
}

int async_client_session_close(struct async_client_session *session)
{
	close_all(session);
	return 0;
}

bool async_client_session_closed(const struct async_client_session *session)
{
	return session->closed;
}

static void *enter(struct async_context_manager *manager)
{
	return manager;
}

static bool leave(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	close_all((struct async_client_session *)manager);
	return false;
}

/* ---- Making one ---- */

static bool copy_headers(struct async_client_session *session, const struct async_header *header)
{
	for (; header != NULL && header->name != NULL; header++)
		if (evhttp_add_header(&session->headers, header->name, header->value) != 0)
			return false;
	return true;
}

struct async_client_session *
async_client_session_(const struct async_client_session_options *options)
{
	static const struct async_site nowhere = { "an HTTP client", 0, "" };
	struct async_loop *loop = async_get_running_loop();
	struct async_client_session *session, **slot;

	if (loop == NULL)
		return NULL;
	slot = memory_pool_get(memory_current(), sizeof *slot, forget_session);
	session = slot != NULL ? heap_get(sizeof *session) : NULL;
	if (session == NULL)
		return error_raise(MemoryError, "no memory for an HTTP session");
	signals_ignore_sigpipe();
	session->manager.aenter = enter;
	session->manager.aexit = leave;
	session->resource.end = end_with_loop;
	session->loop = loop;
	session->references = 1;
	session->timeout = options->timeout > 0 ? options->timeout : TIMEOUT;
	session->ssl = options->ssl;
	session->max_size = options->max_size > 0 ? options->max_size : MAX_SIZE;
	session->limit = options->limit > 0 ? options->limit : LIMIT;
	waiters_init(&session->waiting, &waiters_kind, &nowhere);
	TAILQ_INIT(&session->headers);
	*slot = session;
	loop_add_resource(loop, &session->resource);
	return copy_headers(session, options->headers)
		       ? session
		       : error_raise(ValueError, "a header of the session cannot be sent");
}
