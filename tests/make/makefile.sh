#!/bin/sh
# Tests the Makefile on a small tree: a file in the right place is built, the right things are
# built anew, and nothing else.

set -u
unset CC CONFIG RUNNER
passed=0 failed=0
top=$PWD
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
cd "$tree" || exit 1
mkdir -p common/web course chapters/01-lake/exercises solutions/01-lake
mkdir -p tests/common tests/exercises/01-lake tests/parity/random tests/tutorial
cp "$top/Makefile" .
cp "$top/common/error.h" common/

cat >common/lake.h <<'END'
int async_depth(int at);
void record_depth(int at);
END
cat >common/lake.c <<'END'
#include "error.h"
#include "lake.h"

const struct async_exception_type ValueError[1] = {{ "ValueError", NULL }};
static int deepest;

void record_depth(int at)
{
	deepest = at;
}

int async_depth(int at)
{
	record_depth(at);
	return deepest;
}
END
echo '#include "lake.h"' >common/async.h
echo 'int loop_spare;' >common/spare.c
echo 'int async_tide(void);' >common/web/tide.h
cat >common/web/tide.c <<'END'
#include "web/tide.h"

int async_tide(void)
{
	return 6;
}
END
cat >chapters/01-lake/1-swim.c <<'END'
#include "lake.h"

int main(void)
{
	return async_depth(3);
}
END
cp chapters/01-lake/1-swim.c tests/parity/01_swim.c
cp chapters/01-lake/1-swim.c tests/parity/random/play.c
cat >chapters/01-lake/exercises/7-dive.c <<'END'
#include <lake.h>

int dive(int at);
static int metres = 2;
int unused_parameter_is_no_error;

int dive(int at)
{
	int unused;
	return async_depth(metres);
}
END
(cd chapters/01-lake/exercises && sed 's/int dive(int at)/int main(void)/' 7-dive.c >8-own.c)
cp chapters/01-lake/exercises/8-own.c chapters/01-lake/exercises/8-tide.c
echo '#include "web/tide.h"' >solutions/01-lake/8-tide.c
cat >tests/exercises/01-lake/7-dive.scene.c <<'END'
int dive(int at);
int given = 4;
static int hidden = 5;

int main(void)
{
	return dive(given + hidden);
}
END
cat >tests/exercises/main.c <<'END'
int exercise_main(void);

int main(void)
{
	return exercise_main();
}
END
echo 'int judge_main(void); int judge_main(void) { return 0; }' >tests/exercises/judge.c
echo 'int judge_main(void); int main(void) { return judge_main(); }' |
	tee tests/exercises/01-lake/7-dive.c tests/exercises/01-lake/8-tide.c \
		>tests/exercises/01-lake/8-own.c
echo 'int suite_main(void); int suite_main(void) { return 0; }' >tests/common/suite.c
echo 'int suite_main(void); int main(void) { return suite_main(); }' >tests/common/lake.c
echo 'int main(void) { return 0; }' | tee course/main.c >tests/tutorial/weave.c

pass() {
	passed=$((passed + 1))
}

fail() {
	echo "$1"
	failed=$((failed + 1))
}

# builds LABEL EXPECTED [ARGUMENT...]: `make tests` does what is EXPECTED, as sorted words and
# targets, and succeeds. What learners' programs are made of is in the same folder here.
builds() {
	label=$1 expected=$2
	shift 2
	make --no-print-directory tests SEAT=build/release "$@" >said 2>&1 ||
		fail "$label: failed: $(cat said)"
	found=$(sed -n 's/^\([A-Z][A-Z]*\)  *\([^ ]*\)$/\1 \2/p' said | LC_ALL=C sort | tr '\n' ',')
	[ "$found" = "$expected" ] && pass || fail "$label: expected $expected found $found"
}

# same LABEL EXPECTED FOUND
same() {
	[ "$2" = "$3" ] && pass || fail "$1: expected \"$2\", found \"$3\""
}

symbols() {
	nm -g --defined-only -f just-symbols "$1" | grep -v '^__' | LC_ALL=C sort | tr '\n' ' '
}

# ---- What is built ----

make tests >said 2>&1 && pass || fail "the first build failed: $(cat said)"
for made in chapters/01-lake/1-swim course/course tests/common/lake tests/parity/01_swim \
	    tests/parity/random/play tests/tutorial/weave exercises/01-lake/7-dive/judge \
	    exercises/01-lake/8-own/judge; do
	[ -x "build/release/$made" ] && pass || fail "$made was not built"
done
[ -x build/asan/exercises/01-lake/7-dive/stage ] && pass ||
	fail 'no learner can begin'
same 'where a learner begins' ../asan "$(readlink build/release/seat)"
same 'build/course' release/course/course "$(readlink build/course)"
same 'what a learner may link to' 'ValueError async_depth given main ' \
	"$(symbols build/release/exercises/01-lake/7-dive/stage.o)"
same 'what a learner who writes main() may link to' 'ValueError async_depth main ' \
	"$(symbols build/release/exercises/01-lake/8-own/stage.o)"
same 'what a learner may link to whose solution uses common/web' \
	'ValueError async_depth async_tide main ' \
	"$(symbols build/release/exercises/01-lake/8-tide/stage.o)"
same 'the names of a starter' 'dive unused_parameter_is_no_error ' \
	"$(tr '\n' ' ' <build/release/exercises/01-lake/7-dive/names)"
same 'the names of one with main()' 'exercise_main unused_parameter_is_no_error ' \
	"$(tr '\n' ' ' <build/release/exercises/01-lake/8-own/names)"

# ---- What is built anew ----

judges= linked=
for name in 7-dive 8-own 8-tide; do
	judges="${judges}LINK exercises/01-lake/$name/judge,"
	linked="${linked}LINK exercises/01-lake/$name/judge,LINK exercises/01-lake/$name/stage,"
done
relinked="LINK chapters/01-lake/1-swim,LINK course/course,${linked}LINK tests/common/lake,"
relinked="${relinked}LINK tests/parity/01_swim,LINK tests/parity/random/play,"
archives='AR common/web.a,AR tests/parts.a,'
restaged='STAGE exercises/01-lake/7-dive/stage.o,STAGE exercises/01-lake/8-own/stage.o,'
restaged="${restaged}STAGE exercises/01-lake/8-tide/stage.o,"

make tests SEAT=build/release >said 2>&1
builds 'nothing new' ''
touch chapters/01-lake/1-swim.c
builds 'a program' 'CC chapters/01-lake/1-swim.o,LINK chapters/01-lake/1-swim,'
touch tests/exercises/01-lake/7-dive.scene.c
builds 'a scene' "CC tests/exercises/01-lake/7-dive.scene.o,$(
	)LINK exercises/01-lake/7-dive/stage,STAGE exercises/01-lake/7-dive/stage.o,"
touch tests/exercises/judge.c
builds 'the library of the judges' \
	"AR tests/parts.a,CC tests/exercises/judge.o,${judges}LINK tests/common/lake,"
touch common/spare.c
builds 'the runtime' "CC common/spare.o,LD common/runtime.o,$relinked$restaged"
rm common/spare.c
builds 'a file less' \
	"${archives}LD common/runtime.o,${relinked}LINK tests/tutorial/weave,$restaged"
! nm build/release/common/runtime.o | grep -q loop_spare && pass ||
	fail 'a file that was removed is still linked'
touch common/error.h
builds 'a header' "CC common/lake.o,LD common/runtime.o,$relinked""LIST common/public,$restaged"
echo 'int main(void) { return 0; }' >chapters/01-lake/2-row.c
builds 'a program more' 'CC chapters/01-lake/2-row.o,LINK chapters/01-lake/2-row,'
make tests SEAT=build/release CFLAGS=-O0 >said 2>&1
[ "$(grep -c '^CC ' said)" -eq 16 ] && pass ||
	fail "other flags: not all was compiled anew: $(cat said)"
builds 'the same flags' '' CFLAGS=-O0
make tests SEAT=build/release >said 2>&1

# ---- Learners ----

echo 'int dive(int at) {' >chapters/01-lake/exercises/7-dive.c
make tests >said 2>&1 && pass ||
	fail "a learner's file that does not compile stops the build: $(cat said)"
grep -q '^chapters/01-lake/exercises/7-dive.c: does not compile yet$' said && pass ||
	fail "nor is that told: $(cat said)"
same 'its names are those from before' 'dive unused_parameter_is_no_error ' \
	"$(tr '\n' ' ' <build/release/exercises/01-lake/7-dive/names)"

# ---- Benchmarks ----

mkdir -p bench/swim
cp chapters/01-lake/1-swim.c bench/swim/async.c
echo 'int main(void) { return 0; }' >bench/swim/floor.c
echo '#include <no-such-header.h>' | tee bench/swim/libuv.c >bench/swim/boost.cpp
echo 'no Go' >bench/swim/go.go
make measures >said 2>&1 && pass || fail "peers that do not build are an error: $(cat said)"
[ -x build/release/bench/swim/async ] && [ -x build/release/bench/swim/floor ] && pass ||
	fail "benchmarks were not built: $(cat said)"
for peer in libuv boost go; do
	[ -s build/release/bench/swim/$peer.log ] && [ ! -e build/release/bench/swim/$peer ] &&
		pass || fail "why $peer is not built is not kept"
done
make measures ONLY=sink >said 2>&1
same 'no benchmark of that name' '' "$(cat said)"
echo 'no C' >bench/swim/async.c
make measures >said 2>&1 && fail 'an error in ours was accepted' || pass
rm -r bench

# ---- Errors ----

make CONFIG=fast >said 2>&1 && fail 'CONFIG=fast was accepted' || pass
grep -q 'CONFIG is release, .*, not "fast"' said && pass ||
	fail "CONFIG=fast: $(cat said)"
echo 'int main(int argc) { return 0; }' >chapters/01-lake/3-sail.c
make >said 2>&1 && fail 'a warning in a program was accepted' || pass
[ ! -e build/release/chapters/01-lake/3-sail ] && pass || fail 'what failed was left there'

make help >said 2>&1
for target in all run test test-all parity random bench tutorial packages clean help; do
	grep -q "^make $target " said && pass || fail "make help does not list $target"
done
printf '#!/bin/sh\n' >packages.sh
chmod +x packages.sh
make random PYTHON=no-python >said 2>&1 && fail 'make random does without Python' || pass
grep -q '^make random needs CPython 3.13' said && pass || fail "nor is that told: $(cat said)"
make clean && [ ! -e build ] && pass || fail 'make clean leaves something'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
