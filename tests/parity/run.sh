#!/bin/sh
# Compares the asyncio programs in this folder with their C twins. For each: NN_name.c, built, must
# print what CPython 3.13 printed (NN_name.out), line for line, and nothing on stderr. Programs up
# to 28 were given to us; those from 29 on are our own. ASYNC_CLOCK=real takes the time that Python
# takes, a few seconds in all.
#
# A twin that says something of its own, of the debug mode, prints NN_name.c.out instead; then what
# Python says, which bears paths and measured times, is not compared.
#
# Each python3 that is found runs the .py files and is compared too: $PYTHON, python3 of the PATH
# and of /usr/bin, one of each version from 3.11 on. A program that needs a later Python says so in
# its first line: "# 3.13: why". They run on a virtual clock, too: virtual.py.
#
# Then the random programs in random/recorded: a program, a blank line, and what CPython printed.

cd "$(dirname "$0")" || exit 1
case ${CONFIG_DIR:=build/release} in
/*) built=$CONFIG_DIR/tests/parity ;;
*) built=../../$CONFIG_DIR/tests/parity ;;
esac
export ASYNC_CLOCK="${ASYNC_CLOCK:-virtual}"
passed=0 failed=0

printed=$(mktemp) || exit 1
wanted=$(mktemp) || exit 1
said=$(mktemp) || exit 1
trap 'rm -f "$printed" "$wanted" "$said"' EXIT

# compare WHAT NAME COMMAND...: whether the command prints NAME.out, and ends well.
compare() {
	what=$1 name=$2
	shift 2
	timeout 60 "$@" >"$printed" 2>&1
	status=$?
	if cmp -s "$name.out" "$printed" && [ "$status" -eq 0 ]; then
		same=$((same + 1)) passed=$((passed + 1))
		return
	fi
	printf '%-32s different; exit status %s; CPython 3.13 printed (-), this printed (+):\n' \
		"$what" "$status"
	diff -u "$name.out" "$printed" | sed 1,2d
	failed=$((failed + 1))
}

# twins SOURCE PROGRAM.py...: the C twins of programs that come from one source.
twins() {
	label=$1 all=0 same=0 without=
	shift
	for source; do
		name=${source%.py}
		all=$((all + 1))
		if [ -e "$name.c" ]; then
			prints=$name
			[ -e "$name.c.out" ] && prints=$name.c
			compare "$name" "$prints" ${RUNNER:-} "$built/$name"
		else
			without="$without $name"
		fi
	done
	printf '%-32s %s programs, %s of their C twins identical\n' "$label" "$all" "$same"
	for name in $without; do
		echo "$name.py: there is no $name.c beside it, its C twin"
		failed=$((failed + 1))
	done
}

# version PYTHON: its version as a number, 313 say; nothing where it does not run.
version() {
	"$1" -c 'import sys; print("%d%02d" % sys.version_info[:2])' 2>/dev/null
}

# needs FILE: the least version that the program runs on, as a number.
needs() {
	sed -n '1s/^# 3\.\([0-9][0-9]\):.*/3\1/p' "$1" | grep . || echo 311
}

twins 'given to us' 0?_*.py 1?_*.py 2[0-8]_*.py
twins 'our own' 29_*.py [3-9]?_*.py [1-9]??_*.py

# What Python prints does not depend on the configuration: once is enough.
versions=
case $CONFIG_DIR in
*release) pythons="${PYTHON:-python3} python3 /usr/bin/python3" ;;
*) pythons= ;;
esac
for python in $pythons; do
	found=$(version "$python")
	case " $versions " in *" $found "*) continue ;; esac
	[ -n "$found" ] && [ "$found" -ge 311 ] || continue
	versions="$versions $found"
	same=0 later=0
	for source in [0-9]*.py; do
		if [ -e "${source%.py}.c.out" ]; then
			continue
		elif [ "$(needs "$source")" -gt "$found" ]; then
			later=$((later + 1))
		else
			compare "$source" "${source%.py}" "$python" virtual.py "$source"
		fi
	done
	printf '%-32s %s identical, %s need a later version\n' \
		"python3 3.${found#3}, the same programs" "$same" "$later"
done
[ -n "$versions$pythons" ] || echo "(The .py files are run with the usual configuration only.)"
[ -n "$versions" ] || [ -z "$pythons" ] ||
	echo '(The .py files were not run: that needs python3 of 3.11 or later.)'

# What a task may say on stderr, that an exception was never retrieved, say, is not compared here.
same=0
for recorded in random/recorded/*.txt; do
	sed '1,/^$/d' "$recorded" >"$wanted"
	timeout 60 ${RUNNER:-} "$built/random/play" "$recorded" >"$printed" 2>"$said"
	status=$?
	if cmp -s "$wanted" "$printed" && [ "$status" -eq 0 ]; then
		same=$((same + 1))
		continue
	fi
	echo "$recorded: different; exit status $status; the program is"
	sed '/^$/q' "$recorded"
	echo 'CPython printed (-), this printed (+):'
	diff -u "$wanted" "$printed" | sed 1,2d
	[ "$status" -eq 0 ] || cat "$said"
	failed=$((failed + 1))
done
printf '%-32s %s programs, %s identical\n' 'random, recorded' \
	"$(ls random/recorded/*.txt | wc -l)" "$same"
passed=$((passed + same))

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
