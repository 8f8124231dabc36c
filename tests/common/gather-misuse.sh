#!/bin/sh
# async_gather() begins with an array for the results. asyncio's begins with the first task: who
# writes that must not have the results written into the task, and is told by the compiler.

passed=0 failed=0

# compile STATEMENT: sets $said to what the compiler says of it.
compile() {
	said=$(printf '#include "async.h"\nvoid *gather(struct async_task *a);\n%s\n' \
		"void *gather(struct async_task *a) { void *r[1]; (void)r; $1; return 0; }" |
		${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Icommon \
			-x c -c -o /dev/null - 2>&1)
}

told='begins with an array for the results, or with NULL'

for statement in 'AWAIT(async_gather(a, a))' 'async_gather_future(a, a)' \
	'AWAIT(async_gather_array(a, &a, 1))'; do
	compile "$statement"
	case $said in
	*"$told"*) passed=$((passed + 1)) ;;
	*) echo "$statement: expected \"$told\", found: $said"; failed=$((failed + 1)) ;;
	esac
done

for statement in 'AWAIT(async_gather(NULL, a))' 'AWAIT(async_gather(r, a))' \
	'AWAIT(async_gather_array(r, &a, 1))'; do
	compile "$statement"
	case $said in
	'') passed=$((passed + 1)) ;;
	*) echo "$statement: $said"; failed=$((failed + 1)) ;;
	esac
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
