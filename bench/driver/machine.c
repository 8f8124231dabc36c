#include "machine.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "async.h"
#include "program.h"
#include "text.h"

static const char *processor_name(void)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	const char *name = "a processor without a name";
	char line[400];

	while (file && fgets(line, sizeof(line), file)) {
		char *colon = strchr(line, ':');

		if (strncmp(line, "model name", strlen("model name")) == 0 && colon) {
			line[strcspn(line, "\n")] = '\0';
			name = text_line(colon + 2);
			break;
		}
	}
	if (file)
		fclose(file);
	return name;
}

const char *machine_text(void)
{
	int processors = program_processors();
	double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
	struct utsname system;

	uname(&system);
	system.release[strcspn(system.release, "-")] = '\0';
	return async_sprintf("%s, %d processor%s, %.0f GB of memory, %s %s", processor_name(),
			     processors, processors == 1 ? "" : "s", memory / 1e9, system.sysname,
			     system.release);
}

double machine_waited(void)
{
	FILE *file = fopen("/proc/pressure/cpu", "re");
	double microseconds = NAN;

	if (file && fscanf(file, "some avg10=%*f avg60=%*f avg300=%*f total=%lf",
			   &microseconds) != 1)
		microseconds = NAN;
	if (file)
		fclose(file);
	return microseconds / 1e6;
}

static bool is_used(const struct benches *benches, const char *ending)
{
	for (size_t b = 0; b < benches->count; b++)
		for (size_t i = 0; i < benches->list[b].impl_count; i++)
			if (strcmp(benches->list[b].impls[i].ending, ending) == 0)
				return true;
	return false;
}

ASYNC const char *machine_languages(const struct benches *benches)
{
	static const struct {
		const char *ending, *ask;	/* which says its version in a line */
	} languages[] = {
		{ ".c", "gcc -dumpfullversion | sed 's/^/gcc /';"
			"pkg-config --modversion libevent | sed 's/-.*//; s/^/libevent /';"
			"pkg-config --modversion libuv | sed 's/^/libuv /'" },
		{ ".py", "/usr/bin/python3 --version;"
			 "/usr/bin/python3 -c 'import uvloop; "
			 "print(\"uvloop\", uvloop.__version__)'" },
		{ ".go", "go version | cut -d ' ' -f 3 | sed 's/^go/Go /'" },
		{ ".rs", "PATH=/usr/bin:$PATH rustc --version | cut -d ' ' -f -2" },
		{ ".js", "node --version | sed 's/^v/Node /'" },
	};
	const char *script = "";

	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (is_used(benches, languages[i].ending))
			script = async_sprintf("%s%s;", script, languages[i].ask);
	script = async_sprintf("{ :; %s } 2>/dev/null | paste -s -d , | sed 's/,/, /g'", script);

	struct async_process *shell =
		AWAIT(async_create_subprocess_shell(script, .out = ASYNC_PIPE));
	const struct async_process_output *output =
		AWAIT(async_process_communicate(shell, NULL, 0));

	return text_fit(output->out, output->out_size - (output->out_size > 0), TEXT_LINE);
}
