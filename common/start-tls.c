/* TLS upon a connection that is open. */

#include "server.h"
#include "task-internal.h"
#include "transport-internal.h"

/* Let TLS be the protocol of [transport], which begins anew for it: connection_made(), and then
 * what it reads, each in a pass of its own. Until then nothing is read. */
static struct async_transport *put_tls_on(struct async_transport *transport,
					  struct async_ssl_context *context,
					  const struct ssl_wrap *how)
{
	struct async_protocol *below;
	struct async_transport *tls = context->wrap(context, how, &below, &transport->memory);

	if (tls == NULL)
		return NULL;
	async_transport_pause_reading(transport);
	async_transport_set_protocol(transport, below);
	transport->paused = false;
	transport_begin(transport, NULL);
	if (!transport_give_handle(tls, true))
		async_transport_close(transport);
	transport_release(tls);
	return async_exception() == NULL ? tls : NULL;
}

struct async_transport *async_loop_start_tls_(struct async_transport *transport,
					      struct async_protocol *protocol,
					      struct async_ssl_context *context,
					      const struct async_start_tls_options *options)
{
	struct async_task *task = task_may_suspend("async_loop_start_tls()");
	struct ssl_wrap how = {
		.protocol = protocol,
		.server_hostname = options->server_side ? NULL : options->server_hostname,
		.handshake_timeout = options->ssl_handshake_timeout,
		.server_side = options->server_side,
		.made = true,
	};
	struct async_transport *tls;

	if (task == NULL)
		return NULL;
	if (transport->loop == NULL || async_transport_get_extra_info(transport, "socket") == NULL)
		return error_raise(TypeError, "this transport is not supported by start_tls()");
	how.loop = transport->loop;
	how.waiter = transport_waiter(how.loop);
	if (how.waiter == NULL)
		return NULL;
	tls = put_tls_on(transport, context, &how);
	if (tls != NULL) {
		task_wait(task, how.waiter, "TLS", 0);
		if (async_exception() != NULL) {
			async_transport_close(transport);
			loop_remove(how.loop, &transport->made);
			loop_remove(how.loop, &transport->begun);
			tls = NULL;
		}
	}
	future_release(how.waiter);
	return tls;
}
