#!/bin/sh
# An exercise on HTTP and TLS: its program has common/web and OpenSSL, and that of another has not.
# Here is one, which asks a service of its own for a document; it is built by the Makefile.

. tests/course/functions
make_tree tree
online=07-http/8-degrees
plain=03-gather/7-overlap

# The tree of make_tree() has what is built; to build an exercise more it takes the sources, too.
mkdir -p "$tree/tests/exercises/07-http" "$tree/chapters/07-http/exercises" \
	"$tree/solutions/07-http"
cp "$root/Makefile" "$tree/"
for folder in course tests/common tests/parity tests/tutorial tests/web; do
	ln -s "$root/$folder" "$tree/$folder"
done
ln -s "$root"/tests/exercises/*.[ch] "$tree/tests/exercises/"
rm "$tree/build/$config/exercises" "$tree/build/$config/common" "$tree/build/$config/seat"
# Where learners' programs are made: "../asan", or "."
seat=$(readlink "$root/$build/seat")
for place in . "$seat"; do
	mkdir -p "$tree/build/$config/$place/tests/exercises" \
		"$tree/build/$config/$place/exercises/03-gather"
	cp -a "$root/$build/$place/common" "$root/$build/$place/files" \
		"$root/$build/$place/flags" "$tree/build/$config/$place/"
	[ -e "$tree/build/$config/$place/exercises/$plain" ] ||
		ln -s "$root/$build/$place/exercises/$plain" \
			"$tree/build/$config/$place/exercises/03-gather/"
done
cp -a "$root/$build"/tests/exercises/*.[od] "$tree/build/$config/tests/exercises/"
ln -s "$seat" "$tree/build/$config/seat"

cat >"$tree/chapters/07-http/exercises/8-degrees.c" <<'END'
#include "async.h"
#include "web/http.h"

ASYNC int degrees_at(struct async_client_session *session, const char *url)
{
	(void)session;
	return url == NULL;
}
END
cat >"$tree/solutions/07-http/8-degrees.c" <<'END'
#include "async.h"
#include "web/http.h"

ASYNC int degrees_at(struct async_client_session *session, const char *url)
{
	struct async_client_response *response = AWAIT(async_client_session_get(session, url));
	EXCEPTION(e);

	ASYNC_WITH(response);
	async_client_response_raise_for_status(response);
	if (EXCEPT(ClientResponseError, e))
		return -async_client_response_error_status(e);
	json_t *document = AWAIT(async_client_response_json(response));
	return (int)json_integer_value(json_object_get(document, "degrees"));
}
END
cat >"$tree/tests/exercises/07-http/8-degrees.scene.c" <<'END'
#include <stdlib.h>

#include "async.h"
#include "record.h"
#include "web/http.h"

ASYNC int degrees_at(struct async_client_session *session, const char *url);

static struct async_web_response *answer(struct async_web_request *request, void *arg)
{
	(void)request;
	(void)arg;
	return async_web_json_response(json_pack("{s:i}", "degrees", 7));
}

static void *main_task(void *arg)
{
	struct async_web_application *app = async_web_application();
	char file[] = "/tmp/online-XXXXXX";
	struct async_ssl_context *ours, *theirs;
	struct async_web_site *site;

	if (mkstemp(file) < 0)
		return async_raise(OSError, "no file");
	async_ssl_make_certificate(file, .names = "IP:127.0.0.1");
	theirs = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
	async_ssl_context_load_cert_chain(theirs, file, NULL);
	ours = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH, .cafile = file);
	remove(file);
	async_web_application_add_get(app, "/oslo", answer, NULL);
	site = AWAIT(async_web_tcp_site(app, "127.0.0.1", 0, .ssl = theirs));
	ASYNC_WITH(site);
	ASYNC_WITH_AS(session, async_client_session(.ssl = ours));
	for (int i = 0; i < 2; i++) {
		const char *city = i == 0 ? "oslo" : "nowhere";
		const char *url = async_sprintf("https://127.0.0.1:%d/%s",
						async_web_site_port(site), city);
		int degrees = AWAIT(degrees_at(session, url));
		record_mark(city, degrees);
	}
	return arg;
}

int main(void)
{
	async_run(main_task);
	record_returned();
	return 0;
}
END
cat >"$tree/tests/exercises/07-http/8-degrees.c" <<'END'
#include "judge.h"

static void test_degrees(void)
{
	const struct run *run = stage();

	expect_number("wrong", 7, mark_value(run, "oslo", -1), "degrees");
	expect_number("wrong", -404, mark_value(run, "nowhere", -1), "for a city without weather");
}

EXERCISE(
	.title = "Ask for the degrees",
	.kind = KIND_MAKE,
	.minutes = 10,
	.points = 10,
	.network = true,
	.tutorial = "HTTP",
	.hints = { "One.", "Two.", "Three." },
	.feedbacks = { { "wrong", "The document has them." } },
	.starter = "wrong",
	.tests = { TEST(test_degrees, 2) },
)
END

folder=build/$config/exercises/$online
run env -u MAKEFLAGS make -s -C "$tree" CONFIG="${CONFIG:-release}" CC="${CC:-gcc}" \
	"$folder/stage.o" "$folder/names" "$folder/judge" seat
expect 'it is built' 0 "$status"
[ "$status" -eq 0 ] || printf '%s\n' "$err"

run "$course" check $online --json
expect 'the starter' '1: wrong, wrong' "$status: $(echo "$out" | outcomes)"
cp "$tree/solutions/$online.c" "$tree/$(source_of $online)"
run "$course" check $online --json
expect 'the solution' '0: passed' "$status: $(echo "$out" | outcomes)"
[ "$status" -eq 0 ] || printf '%s\n' "$out"

# In the sandbox it has a network of its own.
mkdir -p "$scratch/class/ada"
cp "$tree/solutions/$online.c" "$scratch/class/ada/8-degrees.c"
run "$course" grade "$scratch/class" --out "$scratch/grades"
expect_match 'graded' '1 students, 2 exercises: 1 passed, *' "$out"
[ "$status" -eq 0 ] || printf '%s\n' "$out$err"

# Which libraries the program of an exercise has, of those that only some need: libraries EXERCISE
libraries() {
	parts=$tree/build/$config/exercises/$1
	learner=$(sed 's/ : /\n/g' "$build/flags" | sed -n 2p)
	link=$(sed 's/ : /\n/g' "$build/flags" | sed -n 3p)
	# shellcheck disable=SC2086
	$learner -c -o "$scratch/learner.o" "$2" &&
		$link -o "$scratch/program" "$parts/stage.o" "$scratch/learner.o" \
			$(sed 's/.* : //' "$build/flags") &&
		objdump -p "$scratch/program" | sed -n 's/^ *NEEDED *lib\([a-z_]*\).*/\1/p' |
		grep -E 'ssl|crypto|jansson|extra' | sort | tr '\n' ' '
}
expect 'what it is linked to' 'crypto event_extra event_openssl jansson ssl ' \
	"$(libraries $online "$tree/solutions/$online.c")"
expect 'what another is linked to' '' "$(libraries $plain "solutions/$plain.c")"

finish
