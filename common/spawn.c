/* How a child process begins: posix_spawn(), and what must be decided before it.
 *
 * What can go wrong in the child, between the fork and the exec, cannot say where. So all that can
 * be done before is done here: descriptors are opened and given numbers that do not get in each
 * other's way, the folder is opened, the program is looked for.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child-internal.h"

enum { STANDARD = STDERR_FILENO + 1 };	/* this many descriptors have a meaning */

static const char *const names[STANDARD] = { "stdin", "stdout", "stderr" };

struct plan {
	int ends[STANDARD];		/* what the child is to have there; -1: what we have */
	int folder;			/* -1: where we are */
	char *const *environment;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
};

static void close_ends(int ends[STANDARD])
{
	for (int i = 0; i < STANDARD; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
		ends[i] = -1;
	}
}

/* ---- Descriptors ---- */

/* A duplicate of [fd] whose number means nothing to a program: one that did would be overwritten
 * before it is used, where the child's stdout is to be our stderr, say, and the other way round. */
static int duplicate(int fd, int i)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, STANDARD);

	if (copy < 0)
		error_raise_errno(errno, "fcntl(%d, F_DUPFD_CLOEXEC) for a child's %s", fd,
				  names[i]);
	return copy;
}

/* The same, in place of [fd], which is closed. */
static int move(int fd, int i)
{
	int moved;

	if (fd < 0 || fd >= STANDARD)
		return fd;
	moved = duplicate(fd, i);
	close(fd);
	return moved;
}

static int open_null(int i)
{
	int fd = TEMP_FAILURE_RETRY(open("/dev/null", O_RDWR | O_CLOEXEC));

	if (fd < 0)
		error_raise_errno(errno, "open(\"/dev/null\") for a child's %s", names[i]);
	return move(fd, i);
}

static int open_pipe(struct child_pipes *pipes, int i)
{
	const int child = i == STDIN_FILENO ? 0 : 1;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0) {
		error_raise_errno(errno, "pipe2() for a child's %s", names[i]);
		return -1;
	}
	pipes->ends[i] = ends[!child];
	return move(ends[child], i);
}

static int open_end(struct plan *plan, int wanted, struct child_pipes *pipes, int i)
{
	switch (wanted) {
	case 0:
		return -1;
	case ASYNC_PIPE:
		return open_pipe(pipes, i);
	case ASYNC_DEVNULL:
		return open_null(i);
	case ASYNC_STDOUT:
		if (i == STDERR_FILENO)
			return duplicate(plan->ends[STDOUT_FILENO] >= 0 ? plan->ends[STDOUT_FILENO]
									: STDOUT_FILENO,
					 i);
	}
	if (wanted > 0)
		return duplicate(wanted, i);
	error_raise(ValueError, "a child's %s cannot be %d", names[i], wanted);
	return -1;
}

static void open_all(struct plan *plan, const struct async_subprocess_options *options,
		     struct child_pipes *pipes)
{
	const int wanted[STANDARD] = { options->in, options->out, options->err };

	for (int i = 0; i < STANDARD && async_exception() == NULL; i++)
		plan->ends[i] = open_end(plan, wanted[i], pipes, i);
	if (options->cwd == NULL || async_exception() != NULL)
		return;
	plan->folder = TEMP_FAILURE_RETRY(open(options->cwd, O_PATH | O_DIRECTORY | O_CLOEXEC));
	if (plan->folder < 0)
		error_raise_errno_name(errno, options->cwd);
}

/* ---- What the child does before it is the program ---- */

/* Python ignores SIGPIPE, and gives it back to its children; so they are as any other. */
static int set_attributes(posix_spawnattr_t *attributes,
			  const struct async_subprocess_options *options)
{
	short flags = POSIX_SPAWN_SETSIGDEF;
	sigset_t defaults;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	if (options->start_new_session)
		flags |= POSIX_SPAWN_SETSID;
	if (options->process_group != 0)
		flags |= POSIX_SPAWN_SETPGROUP;
	posix_spawnattr_setsigdefault(attributes, &defaults);
	posix_spawnattr_setpgroup(attributes,
				  options->process_group > 0 ? options->process_group : 0);
	return posix_spawnattr_setflags(attributes, flags);
}

static int add_actions(struct plan *plan)
{
	int error = 0;

	if (plan->folder >= 0)
		error = posix_spawn_file_actions_addfchdir_np(&plan->actions, plan->folder);
	for (int i = 0; i < STANDARD && error == 0; i++)
		if (plan->ends[i] >= 0)
			error = posix_spawn_file_actions_adddup2(&plan->actions, plan->ends[i], i);
	if (error == 0)
		error = posix_spawn_file_actions_addclosefrom_np(&plan->actions, STANDARD);
	return error;
}

/* ---- The program ---- */

static const char *search_path(const struct plan *plan)
{
	const char *path = NULL;

	for (char *const *entry = plan->environment; entry != NULL && *entry != NULL; entry++)
		if (path == NULL && strncmp(*entry, "PATH=", 5) == 0)
			path = *entry + 5;
	return path != NULL ? path : "/bin:/usr/bin";
}

/* Returns: 0, or errno. */
static int try_program(struct plan *plan, const char *file, const char *const *argv, pid_t *pid)
{
	if (faccessat(plan->folder >= 0 ? plan->folder : AT_FDCWD, file, X_OK, AT_EACCESS) != 0)
		return errno;
	return posix_spawn(pid, file, &plan->actions, &plan->attributes, (char *const *)argv,
			   plan->environment);
}

/* Look for it in the child's PATH. Of several errors the first that tells of a file counts. */
static int try_path(struct plan *plan, const char *const *argv, pid_t *pid)
{
	int error = 0, first_error = 0;
	char file[PATH_MAX];
	const char *end;

	for (const char *from = search_path(plan);; from = end + 1) {
		end = strchrnul(from, ':');
		if (snprintf(file, sizeof file, "%.*s%s%s", (int)(end - from), from,
			     end > from ? "/" : "", argv[0]) < (int)sizeof file)
			error = try_program(plan, file, argv, pid);
		else
			error = ENAMETOOLONG;
		if (error == 0)
			return 0;
		if (error != ENOENT && error != ENOTDIR && first_error == 0)
			first_error = error;
		if (*end == '\0')
			return first_error != 0 ? first_error : error;
	}
}

static pid_t start(struct plan *plan, const char *const *argv,
		   const struct async_subprocess_options *options)
{
	pid_t pid = -1;
	int error = set_attributes(&plan->attributes, options);

	if (error == 0)
		error = add_actions(plan);
	if (error == 0)
		error = strchr(argv[0], '/') != NULL ? try_program(plan, argv[0], argv, &pid)
						     : try_path(plan, argv, &pid);
	if (error != 0)
		error_raise_errno_name(error, argv[0]);
	return error == 0 ? pid : -1;
}

pid_t child_spawn(const char *const *argv, const struct async_subprocess_options *options,
		  struct child_pipes *pipes)
{
	struct plan plan = {
		.ends = { -1, -1, -1 },
		.folder = -1,
		.environment = (char *const *)options->env,
	};
	pid_t pid = -1;

	*pipes = (struct child_pipes){ { -1, -1, -1 } };
	if (argv == NULL || argv[0] == NULL)
		return error_raise(ValueError, "a child process needs a program"), -1;
	if (plan.environment == NULL)
		plan.environment = environ;
	posix_spawn_file_actions_init(&plan.actions);
	posix_spawnattr_init(&plan.attributes);
	open_all(&plan, options, pipes);
	if (async_exception() == NULL)
		pid = start(&plan, argv, options);
	posix_spawnattr_destroy(&plan.attributes);
	posix_spawn_file_actions_destroy(&plan.actions);
	close_ends(plan.ends);
	if (plan.folder >= 0)
		close(plan.folder);
	if (pid < 0)
		close_ends(pipes->ends);
	return pid;
}
