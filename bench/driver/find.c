/* Which benchmarks and implementations there are: no list names them. */

#include "bench.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"

/* ---- Implementations ---- */

enum kind { NO_PROGRAM, COMPILED, SCRIPT };

static enum kind kind_of(const char *file)
{
	static const struct {
		const char *ending;
		enum kind kind;
	} kinds[] = {
		{ ".c", COMPILED }, { ".cpp", COMPILED }, { ".go", COMPILED }, { ".rs", COMPILED },
		{ ".js", SCRIPT }, { ".py", SCRIPT },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].ending, strrchr(file, '.') ?: "") == 0)
			return kinds[i].kind;
	return NO_PROGRAM;
}

/* What the compiler said first, of which the Makefile has kept the whole. */
static const char *why_not_built(const char *path)
{
	FILE *log = fopen(async_sprintf("%s.log", path), "re");
	char line[400];
	const char *why = "it is not built";

	while (log && fgets(line, sizeof(line), log)) {
		line[strcspn(line, "\n")] = '\0';
		if (strstr(line, "error") || strstr(line, "not found")) {
			why = async_sprintf("it does not build: %s", line);
			break;
		}
	}
	if (log)
		fclose(log);
	return why;
}

static void add_impl(struct bench *bench, const char *folder, const char *file,
		     const char *programs)
{
	struct impl *impl = &bench->impls[bench->impl_count++];
	bool script = kind_of(file) == SCRIPT;

	*impl = (struct impl){
		.name = async_sprintf("%.*s", (int)(strrchr(file, '.') - file), file),
		.ending = async_strdup(strrchr(file, '.')),
	};
	impl->path = script ? async_sprintf("%s/%s", folder, file) :
			      async_sprintf("%s/%s/%s", programs, bench->name, impl->name);
	if (access(impl->path, X_OK) != 0)
		impl->missing = script ? "the script is not executable" : why_not_built(impl->path);
}

static const char *const partners[] = { [PARTNER_LOAD] = "load", [PARTNER_SERVER] = "server" };

static void find_impls(struct bench *bench, const char *folder, const char *programs)
{
	const char *partner = partners[bench->partner];
	struct dirent **files;
	int count = scandir(folder, &files, NULL, alphasort);

	bench->impls = async_alloc((size_t)(count < 0 ? 0 : count) * sizeof(*bench->impls));
	for (int i = 0; i < count; i++) {
		const char *file = files[i]->d_name;

		if (partner && strncmp(file, partner, strlen(partner)) == 0 &&
		    strcmp(file + strlen(partner), ".c") == 0)
			bench->partner_path = async_sprintf("%s/%s/%s", programs, bench->name,
							    partner);
		else if (bench->impls && kind_of(file))
			add_impl(bench, folder, file, programs);
		free(files[i]);
	}
	if (count >= 0)
		free(files);
	if (partner && !bench->partner_path)
		async_raise(ValueError, "%s has no %s.c, as its bench.json says", folder, partner);
	if (bench->prepare)
		bench->prepare = async_sprintf("%s/%s", folder, bench->prepare);
}

bool impl_is_ours(const char *name)
{
	return strcmp(name, "async") == 0 || strncmp(name, "async-", strlen("async-")) == 0;
}

int bench_impl(const struct bench *bench, const char *name)
{
	for (size_t i = 0; i < bench->impl_count; i++)
		if (strcmp(bench->impls[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* ---- Benchmarks ---- */

static void add_bench(struct benches *benches, const char *folder, const char *name,
		      const char *programs)
{
	const char *path = async_sprintf("%s/%s/bench.json", folder, name);
	struct bench *bench = &benches->list[benches->count];

	if (!path || access(path, F_OK) != 0)
		return;
	benches->count++;
	*bench = (struct bench){ .name = async_strdup(name) };
	bench_read(bench, path);
	if (!async_exception())
		find_impls(bench, async_sprintf("%s/%s", folder, name), programs);
}

/* What there would be, for whoever has mistyped a name. */
static const char *names_of(struct dirent **folders, int count, const char *folder)
{
	const char *names = "";

	for (int i = 0; i < count; i++) {
		const char *name = folders[i]->d_name;

		if (access(async_sprintf("%s/%s/bench.json", folder, name), F_OK) == 0)
			names = async_sprintf("%s%s%s", names, *names ? ", " : "", name);
	}
	return names;
}

struct benches bench_find(const char *folder, const char *programs, const char *only)
{
	struct benches benches = { 0 };
	struct dirent **folders;
	int count = scandir(folder, &folders, NULL, alphasort);

	if (count < 0) {
		async_raise(OSError, "cannot read %s: %s", folder, strerror(errno));
		return benches;
	}
	benches.list = async_alloc((size_t)count * sizeof(*benches.list));
	for (int i = 0; i < count && !async_exception(); i++)
		if (strstr(folders[i]->d_name, only))
			add_bench(&benches, folder, folders[i]->d_name, programs);
	if (benches.count == 0 && !async_exception())
		async_raise(ValueError, "there is no benchmark \"%s\" in %s; there are: %s", only,
			    folder, names_of(folders, count, folder));
	for (int i = 0; i < count; i++)
		free(folders[i]);
	free(folders);
	return benches;
}
