#ifndef SUBPROCESS_H
#define SUBPROCESS_H

/* Other programs, and streams to them.
 *
 *      struct async_process *process =
 *              AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sort", "--unique"),
 *                                                 .in = ASYNC_PIPE, .out = ASYNC_PIPE));
 *      const struct async_process_output *output =
 *              AWAIT(async_process_communicate(process, text, strlen(text)));
 *      fwrite(output->out, 1, output->out_size, stdout);
 *
 * A program that writes much waits until somebody reads it, and one that reads until somebody
 * writes or closes: async_process_communicate() does both at once. A dialogue line by line is held
 * with the streams of async_process_stdin() and async_process_stdout().
 *
 * Interface, and what holds for all of it:
 * - What a child may be told stands in child.h: .in, .out, .err, .cwd, .env, ...
 * - A process belongs to the task that started it, as memory does (memory.h), and its streams with
 *   it. Where that ends, a child that still runs is killed, and in debug mode reported. A cancelled
 *   wait kills nothing.
 * - On the virtual clock real time passes while a child runs: nobody knows how long it will take.
 *   The clock stands until something is heard of a child, or as much time has passed as there is up
 *   to the next timer.
 */

#include <stddef.h>
#include <sys/types.h>

#include "child.h"
#include "error.h"
#include "stream.h"

struct async_process;

/* ---- Starting ---- */

/* async_create_subprocess_exec(argv) or, with options by name,
 * async_create_subprocess_exec(ASYNC_ARGV("wc", "-l"), .out = ASYNC_PIPE): start the program
 * argv[0], which is looked for in the child's PATH. Suspends: for some passes, until its pipes are
 * connected; a cancellation point, and then the child is killed. Owns: the current task owns the
 * process. Raises: OSError of the kind that the system told, with the program's name, or the
 * folder's: FileNotFoundError, PermissionError, ...; ValueError for an option that is none;
 * MemoryError; and returns NULL. asyncio.create_subprocess_exec() */
#define async_create_subprocess_exec(argv, ...)							\
	async_create_subprocess_exec_(ASYNC_SITE_HERE_(), argv,					\
				      &(struct async_subprocess_options){ __VA_ARGS__ })

/* The same with a command for the shell, /bin/sh: never put text into it that comes from others.
 * asyncio.create_subprocess_shell() */
#define async_create_subprocess_shell(command, ...)						\
	async_create_subprocess_exec_(ASYNC_SITE_HERE_(),					\
				      ASYNC_ARGV("/bin/sh", "-c", command),			\
				      &(struct async_subprocess_options){ __VA_ARGS__ })

/* ---- Its end ---- */

/* Wait until it has ended, and its pipes are closed. A child that writes to a pipe which nobody
 * reads may never end. Suspends: unless it has ended; a cancellation point, which does nothing to
 * the child. Returns: its exit status, or negative the number of the signal that killed it; 255 if
 * somebody else has reaped it. asyncio: Process.wait() */
ASYNC int async_process_wait(struct async_process *process);

/* What a child has written. Where there is no pipe, NULL and 0. */
struct async_process_output {
	const char *out, *err;
	size_t out_size, err_size;
};

/* Write [size] bytes of [input], NULL for none, to its stdin, and close that; read its stdout and
 * stderr to the end; then wait until it has ended. What is no pipe is left out. A child that ends
 * without having read its input is no error. Suspends: until then; a cancellation point. What was
 * read then stays in the streams. Owns: the output belongs to the process, as what its streams
 * give. Raises: what reading raises; MemoryError. asyncio: Process.communicate() */
ASYNC const struct async_process_output *
async_process_communicate(struct async_process *process, const void *input, size_t size);

/* How it has ended, as async_process_wait() returns it; NULL while it runs.
 * asyncio: Process.returncode */
const int *async_process_returncode(const struct async_process *process);

/* ---- Signals ---- */

/* Send it a signal; SIGTERM; SIGKILL. They do not wait for its end, and if it has just ended they
 * do nothing. Raise: ProcessLookupError if it has ended and its pipes are closed; OSError.
 * asyncio: Process.send_signal(), terminate(), kill() */
void async_process_send_signal(struct async_process *process, int signal);
void async_process_terminate(struct async_process *process);
void async_process_kill(struct async_process *process);

/* ---- What it consists of ---- */

/* Its number, also when it has ended. asyncio: Process.pid */
pid_t async_process_pid(const struct async_process *process);

/* The streams of those that are pipes; NULL for the others.
 * asyncio: Process.stdin, Process.stdout, Process.stderr */
struct async_stream_writer *async_process_stdin(struct async_process *process);
struct async_stream_reader *async_process_stdout(struct async_process *process);
struct async_stream_reader *async_process_stderr(struct async_process *process);

/* ---- What the macros above are made of: not for direct use ---- */

ASYNC struct async_process *
async_create_subprocess_exec_(const struct async_site *site, const char *const *argv,
			      const struct async_subprocess_options *options);

#endif
