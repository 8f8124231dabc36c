#!/bin/sh
# Tests bench/guard/guard.sh, with a stand-in for Valgrind: it says of each workload what it "took".

set -u
passed=0 failed=0
guard=$PWD/bench/guard/guard.sh
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
cd "$tree" || exit 1
mkdir bin
PATH=$tree/bin:$PATH

cat >workloads <<'END'
#!/bin/sh
printf 'gcc 12 x86_64\nsleep\necho\n'
END
# As Callgrind writes it. Of 1000 instructions of the program, 300 stand in another of its
# functions; 9 calls leave it. What is of libraries, or in a call, does not count.
cat >bin/valgrind <<'END'
#!/bin/sh
for argument in "$@"; do
	case $argument in
	--callgrind-out-file=*) out=${argument#*=} ;;
	esac
done
[ -z "${BROKEN:-}" ] || { echo 'it fell over'; exit 1; }
cat >"$out" <<FILE
events: Ir
ob=$PWD/workloads
fn=run
12 ${TOOK:-700}
cob=/usr/lib/libc.so.6
cfn=malloc
calls=${CALLS:-9} 0
13 5000
14 0
cfn=step
calls=4 0
14 300

ob=/usr/lib/libc.so.6
fn=malloc
0 5000
cob=/usr/lib/libc.so.6
cfn=brk
calls=2 0
0 100

ob=$PWD/workloads
fn=step
20 300
FILE
END
chmod +x workloads bin/valgrind

# expect NAME STATUS PATTERN...: run the guard with what stands in $TOOK, $CALLS and $BROKEN; each
# pattern is in what it said, or, with a ! in front, is not.
expect() {
	name=$1 wanted=$2
	shift 2
	"$guard" ./workloads counts ${ACCEPT:-} >said 2>&1
	status=$?
	[ "$status" -eq "$wanted" ] || wrong="exit status $status, not $wanted"
	for pattern in "$@"; do
		case $pattern in
		!*) ! grep -q -e "${pattern#!}" said || wrong="it said ${pattern#!}" ;;
		*) grep -q -e "$pattern" said || wrong="it did not say $pattern" ;;
		esac
	done
	if [ -z "${wrong:-}" ]; then
		passed=$((passed + 1))
	else
		printf '%s: %s:\n' "$name" "$wrong"
		sed 's/^/    /' said
		failed=$((failed + 1))
	fi
	wrong=
}
# commit INSTRUCTIONS CALLS: the counts of echo; those of sleep are right.
commit() {
	printf 'compiler gcc 12 x86_64\nsleep 1000 9\necho %s\n' "$*" >counts
}
export TOOK CALLS BROKEN
TOOK= CALLS= BROKEN=

commit 1000 9
expect 'the same' 0 '^2 passed, 0 failed$' '^echo    1000 instructions; 9 calls of libraries$' \
	'!more' '!fewer'
commit 990 9
expect 'one per cent more' 0 '^2 passed, 0 failed$' '!more'
commit 970 9
expect 'three per cent more' 1 '^1 passed, 1 failed$' \
	'^echo    1000 instructions, 3.1 % more than 970; 9 calls' '!sleep.*more' \
	'^    callgrind_annotate ./workloads.NAME.out$' '^    make bench-guard ACCEPT=1$'
commit 1000 8
expect 'a call more' 1 '^1 passed, 1 failed$' '; 9 calls of libraries, 12.5 % more than 8$'
commit 1030 9
expect 'three per cent fewer' 0 '^2 passed, 0 failed$' \
	'^echo    1000 instructions, 2.9 % fewer than 1030; 9' '^Well done.*ACCEPT=1'
commit 1015 9
expect 'one per cent fewer' 0 '!fewer' '!Well done'
printf 'compiler gcc 12 x86_64\nsleep 1000 9\n' >counts
expect 'no count' 1 '^1 passed, 1 failed$' '^echo    is not in counts yet$' 'ACCEPT=1'
printf 'compiler clang 14 x86_64\nsleep 1 9\necho 1 9\n' >counts
expect 'another compiler' 0 'of clang 14 x86_64, and this is gcc 12 x86_64: not compared' \
	'^0 passed, 0 failed$'

commit 970 9
TOOK=800 ACCEPT=accept
expect 'accepted' 0 '^echo 1100 9$'
ACCEPT=
expect 'as accepted' 0 '^2 passed, 0 failed$' '!more' '!fewer'
BROKEN=yes
expect 'a program that fails' 1 'it fell over' '^sleep: could not be counted$' \
	'^0 passed, 1 failed$'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
