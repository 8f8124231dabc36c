/* The same by HTTPS. The service shows a certificate of an authority that this program has made up,
 * and that its client trusts, and no other. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "weather.h"
#include "web/certificate.h"
#include "web/tls.h"

/* Remove the directory in which the certificates lie. */
static void *clean_up(void *directory)
{
	unlink(async_sprintf("%s/ca.pem", (char *)directory));
	unlink(async_sprintf("%s/server.pem", (char *)directory));
	rmdir(directory);
	return NULL;
}

static void *main_task(void *arg)
{
	char directory[] = "/tmp/weather-XXXXXX", *authority, *certificate;
	struct async_ssl_context *ours, *theirs;
	struct async_coroutine *calls[CITIES];
	json_t *documents[CITIES];
	struct async_web_site *site;

	if (mkdtemp(directory) == NULL)
		return async_raise(OSError, "no directory for the certificates");
	FINALLY(clean_up, directory);
	authority = async_sprintf("%s/ca.pem", directory);
	certificate = async_sprintf("%s/server.pem", directory);
	async_ssl_make_certificate(authority);
	async_ssl_make_certificate(certificate, .issuer = authority, .names = "IP:127.0.0.1");

	theirs = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
	async_ssl_context_load_cert_chain(theirs, certificate, NULL);
	ours = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH, .cafile = authority);

	site = AWAIT(start_weather_service(theirs));
	ASYNC_WITH(site);
	ASYNC_WITH_AS(session, async_client_session(.ssl = ours));
	for (int i = 0; i < CITIES; i++)
		calls[i] = async_coroutine(fetch, session,
					   async_sprintf("https://127.0.0.1:%d/weather/%s",
							 async_web_site_port(site),
							 cities[i].name));
	AWAIT(async_gather(documents, calls[0], calls[1], calls[2]));
	for (int i = 0; i < CITIES; i++)
		printf("%s: %d degrees\n", cities[i].name, degrees_of(documents[i]));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
