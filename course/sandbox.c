#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "files.h"
#include "filter.h"
#include "process.h"
#include "text.h"
#include "words.h"

const char *const room_environment[] = {
	"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL,
};

/* $0 is the name that the files begin with; what follows is bubblewrap with what to run inside. */
static const char with_filter[] = "exec \"$@\" 8<\"$0.arguments\" 9<\"$0.filter\"";
static const char with_status[] = "exec \"$@\" 8<\"$0.arguments\" 9>\"$0.status\"";

/* ---- What is handed in ---- */

static int copy_into(const char *folder, const char *file, mode_t mode)
{
	return files_copy(file, async_sprintf("%s%s", folder, strrchr(file, '/')), mode);
}

static int copy_headers(const char *from, const char *folder)
{
	glob_t headers = { 0 };

	AWAIT(files_make_path(folder));
	glob(async_sprintf("%s/*.h", from), 0, NULL, &headers);
	for (size_t i = 0; !async_exception() && i < headers.gl_pathc; i++)
		copy_into(folder, headers.gl_pathv[i], 0444);
	globfree(&headers);
	return 0;
}

/* Headers and tools. They are copied, since the user of a room may not come near the tree. */
static int copy_common(const struct sandbox *sandbox)
{
	const char *common = async_sprintf("%s/common", sandbox->tree->root);
	const char *folder = async_sprintf("%s/common", sandbox->folder);
	const char *tools = async_sprintf("%s/tools", sandbox->folder);

	AWAIT(copy_headers(common, folder));
	AWAIT(copy_headers(async_sprintf("%s/web", common), async_sprintf("%s/web", folder)));
	AWAIT(files_make_path(tools));
	AWAIT(copy_into(tools, sandbox->tree->self, 0555));
	return copy_into(tools, async_sprintf("%s/" TREE_ALLOWED, sandbox->tree->root), 0444);
}

static int copy_exercise(const struct sandbox *sandbox, const struct exercise *exercise)
{
	const char *given = async_sprintf("%s/given/%s", sandbox->folder, exercise->name);
	const char *judges = async_sprintf("%s/judges/%s", sandbox->folder, exercise->name);

	AWAIT(files_make_path(given));
	AWAIT(files_make_path(judges));
	AWAIT(copy_into(judges, async_sprintf("%s/judge", exercise->folder), 0555));
	AWAIT(copy_into(given, async_sprintf("%s/stage.o", exercise->folder), 0444));
	return copy_into(given, async_sprintf("%s/names", exercise->folder), 0444);
}

/* ---- Users ---- */

/* Debian gives these out rarely, and then with a name. */
enum { FIRST_USER = 64999, LAST_USER = 60000 };

static bool has_processes(uid_t user)
{
	glob_t found = { 0 };
	struct stat status;
	bool has = false;

	glob("/proc/[0-9]*", GLOB_NOSORT, NULL, &found);
	for (size_t i = 0; !has && i < found.gl_pathc; i++)
		has = stat(found.gl_pathv[i], &status) == 0 && status.st_uid == user;
	globfree(&found);
	return has;
}

uid_t sandbox_user(int place)
{
	if (geteuid() != 0)
		return 0;
	for (uid_t user = FIRST_USER; user >= LAST_USER; user--) {
		if (getpwuid(user) || getgrgid(user) || has_processes(user))
			continue;
		if (place-- == 0)
			return user;
	}
	async_raise(Complaint, "No user number from %d to %d is free to grade with: grade as "
		    "another user than root.", LAST_USER, FIRST_USER);
	return 0;
}

/* Give up what root may; nothing to do for others. */
static void add_user(struct words *words, uid_t user)
{
	const char *number = async_sprintf("%u", user);

	if (user == 0)
		return;
	words_add(words, "setpriv", "--reuid", number, "--regid", number);
	words_add_string(words, "--clear-groups --no-new-privs --pdeathsig KILL --");
}

/* ---- bubblewrap's arguments ---- */

static void add_system(struct words *words)
{
	static const char *const folders[] = {
		"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32",
	};
	static const char *const devices[] = { "null", "zero", "full", "random", "urandom" };
	struct stat status;

	words_add_string(words, "--unshare-all --unshare-user --disable-userns "
			 "--die-with-parent --new-session --ro-bind /usr /usr "
			 "--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache "
			 "--ro-bind-try /etc/alternatives /etc/alternatives --proc /proc");
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		if (lstat(folders[i], &status) < 0)
			continue;
		if (S_ISLNK(status.st_mode))
			words_add(words, "--symlink", async_sprintf("usr%s", folders[i]),
				  folders[i]);
		else
			words_add(words, "--ro-bind", folders[i], folders[i]);
	}
	/* bubblewrap's own --dev has a /dev/shm of any size. */
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
		const char *device = async_sprintf("/dev/%s", devices[i]);

		words_add(words, "--dev-bind", device, device);
	}
}

static void add_build(struct words *words, const struct room *room, const struct exercise *exercise)
{
	const char *folder = room->sandbox->folder;

	words_add_string(words, "--size 67108864 --tmpfs /tmp");
	words_add(words, "--bind", room->work, "/exercise");
	words_add(words, "--ro-bind", async_sprintf("%s/common", folder), "/exercise/common");
	words_add(words, "--ro-bind", async_sprintf("%s/tools", folder), "/exercise/tools");
	words_add(words, "--ro-bind", async_sprintf("%s/given/%s", folder, exercise->name),
		  "/exercise/given");
	words_add_string(words, "--remount-ro / --chdir /exercise");
}

static void add_stage(struct words *words, const struct room *room, const char *program)
{
	words_add_string(words, "--size 16777216 --tmpfs /tmp");
	words_add(words, "--ro-bind", program, "/program");
	words_add_string(words, "--remount-ro / --chdir /tmp --seccomp 9");
	if (room->sandbox->sanitized)
		words_add_string(words, "--setenv ASAN_OPTIONS abort_on_error=1:detect_leaks=0:"
				 "symbolize=0:hard_rss_limit_mb=1024");
}

/* ---- Rooms ---- */

static int write_arguments(const char *path, const struct words *words)
{
	FILE *file = fopen(path, "we");

	for (size_t i = 0; file && i < words->count; i++)
		fwrite(words->list[i], 1, strlen(words->list[i]) + 1, file);
	if (!file || fchmod(fileno(file), 0444) < 0 || fclose(file) != 0)
		async_raise(OSError, "cannot write %s: %s", path, strerror(errno));
	return async_exception() ? -1 : 0;
}

static int write_filter(const char *path, bool network)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
	int error = fd < 0 ? -errno : filter_write(fd, network);

	if (fd >= 0 && (fchmod(fd, 0444) < 0 || close(fd) < 0))
		error = -errno;
	if (error < 0)
		async_raise(OSError, "cannot write %s: %s", path, strerror(-error));
	return error < 0 ? -1 : 0;
}

/* Where bubblewrap notes how what it ran has ended. */
static int make_status(const struct room *room, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || (room->user != 0 && fchown(fd, room->user, room->user) < 0))
		async_raise(OSError, "cannot write %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return async_exception() ? -1 : 0;
}

static int make_room(struct room *room, const struct sandbox *sandbox, bool network, uid_t user)
{
	char *folder = async_sprintf("%s/room-XXXXXX", sandbox->folder);

	if (!folder || !mkdtemp(folder) || chmod(folder, 0711) < 0) {
		async_raise(OSError, "cannot make a folder in %s: %s", sandbox->folder,
			    strerror(errno));
		return -1;
	}
	*room = (struct room){ .sandbox = sandbox, .folder = folder, .user = user,
			       .network = network,
			       .work = async_sprintf("%s/work", folder) };
	if (files_make_path(room->work) < 0)
		return -1;
	if (user != 0 && chown(room->work, user, user) < 0) {
		async_raise(OSError, "cannot give %s to user %u: %s", room->work, user,
			    strerror(errno));
		return -1;
	}
	AWAIT(make_status(room, async_sprintf("%s/build.status", folder)));
	return write_filter(async_sprintf("%s/stage.filter", folder), network);
}

int room_open(struct room *room, const struct sandbox *sandbox, const struct exercise *exercise,
	      uid_t user)
{
	struct words build = { 0 }, stage = { 0 };

	if (make_room(room, sandbox, exercise->network, user) < 0)
		return -1;
	add_system(&build);
	add_build(&build, room, exercise);
	add_system(&stage);
	add_stage(&stage, room, async_sprintf("%s/program", room->work));
	if (write_arguments(async_sprintf("%s/build.arguments", room->folder), &build) < 0)
		return -1;
	return write_arguments(async_sprintf("%s/stage.arguments", room->folder), &stage);
}

void *room_close(void *arg)
{
	struct room *room = arg;

	return room->folder ? files_remove_folder((void *)room->folder) : NULL;
}

/* ---- Command lines ---- */

const char *const *room_build_command(const struct room *room, const char *const argv[])
{
	/* With sanitizers this program itself maps terabytes; compilers have no sanitizers. */
	bool unlimited = room->sandbox->sanitized && strcmp(argv[0], ROOM_SELF) == 0;
	struct words words = { 0 };

	add_user(&words, room->user);
	words_add(&words, "sh", "-c", with_status, async_sprintf("%s/build", room->folder));
	words_add(&words, room->sandbox->bwrap);
	words_add_string(&words, "--args 8 --json-status-fd 9 -- "
			 "prlimit --nproc=64 --cpu=30:31 --fsize=67108864 --nofile=256 --core=0");
	words_add_string(&words, unlimited ? "--" : "--as=2147483648 --");
	words_add_list(&words, argv);
	return words.list;
}

int room_check_build(const struct room *room)
{
	char *status = tree_read_file(async_sprintf("%s/build.status", room->folder));

	if (status && !strstr(status, "\"exit-code\""))
		async_raise(OSError, "the sandbox could not be set up");
	return async_exception() ? -1 : 0;
}

const char *const *room_stage_command(const struct room *room)
{
	struct words words = { 0 };

	words_add(&words, "sh", "-c", with_filter, async_sprintf("%s/stage", room->folder));
	words_add(&words, room->sandbox->bwrap);
	/* The processes are limited from inside, since there only those of the sandbox count. */
	words_add_string(&words, "--args 8 -- prlimit --nproc=64");
	/* What sockets keep is not its memory, but the kernel's. */
	if (room->network)
		words_add(&words, "--nofile=128");
	words_add_string(&words,
			 room->sandbox->sanitized ? "-- /program" : "--as=2147483648 -- /program");
	return words.list;
}

const char *const *room_judge_command(const struct room *room, const struct exercise *exercise)
{
	struct words words = { 0 };

	add_user(&words, room->user);
	words_add(&words,
		  async_sprintf("%s/judges/%s/judge", room->sandbox->folder, exercise->name));
	return words.list;
}

/* ---- Whether it works here ---- */

/* Run the least of programs, the way that programs are run. */
ASYNC static int try_sandbox(const struct sandbox *sandbox)
{
	struct room room = { 0 };
	struct words arguments = { 0 }, command = { 0 };

	FINALLY(room_close, &room);
	uid_t user = sandbox_user(0);
	if (async_exception() || make_room(&room, sandbox, false, user) < 0)
		return -1;
	add_system(&arguments);
	add_stage(&arguments, &room, "/usr/bin/true");
	AWAIT(write_arguments(async_sprintf("%s/stage.arguments", room.folder), &arguments));
	add_user(&command, user);
	words_add_list(&command, room_stage_command(&room));

	struct process process = {
		.argv = command.list, .environment = room_environment, .merge = true,
		.limits = { .seconds = 60, .output_bytes = 1 << 16 },
	};
	AWAIT(process_run(&process));
	if (process_succeeded(&process))
		return 0;
	process.out.text[strcspn(process.out.text, "\n")] = '\0';
	async_raise(Complaint, "Submissions cannot be run safely here, so none was graded: "
		    "bubblewrap says \"%s\". In a container, allow user namespaces and /proc, "
		    "or grade on another machine.", text_line(process.out.text));
	return -1;
}

int sandbox_open(struct sandbox *sandbox, const struct tree *tree,
		 const struct exercises *exercises, const char *folder)
{
	char *flags = tree_read_file(async_sprintf("%s/flags", tree->build));

	*sandbox = (struct sandbox){ .tree = tree, .folder = folder };
	sandbox->bwrap = files_find_program("bwrap", getenv("PATH"));
	sandbox->sanitized = flags && strstr(flags, "-fsanitize=address");
	if (!sandbox->bwrap)
		async_raise(Complaint, "Submissions are run in a sandbox only, and bubblewrap, "
			    "which makes it, is not installed: type  sudo apt-get install "
			    "bubblewrap");
	AWAIT(copy_common(sandbox));
	for (size_t i = 0; i < exercises->count; i++)
		AWAIT(copy_exercise(sandbox, &exercises->list[i]));
	AWAIT(try_sandbox(sandbox));
	return 0;
}
