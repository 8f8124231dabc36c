#!/bin/sh
# Compares the asyncio programs in this folder with their C twins. For each: NN_name.c, built, must
# print what CPython printed (NN_name.out), line for line, and nothing on stderr. Where python3 is
# 3.12 or later, NN_name.py is run and compared too. ASYNC_CLOCK=real takes the time that Python
# takes, about a second in all.
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

# compare LABEL NAME COMMAND...: whether the command prints NAME.out, and ends well.
compare() {
	label=$1 name=$2
	shift 2
	timeout 60 "$@" >"$printed" 2>&1
	status=$?
	if cmp -s "$name.out" "$printed" && [ "$status" -eq 0 ]; then
		printf '%-32s identical\n' "$label"
		passed=$((passed + 1))
	else
		printf '%-32s different; exit status %s; CPython printed (-), this printed (+):\n' \
			"$label" "$status"
		diff -u "$name.out" "$printed" | sed 1,2d
		failed=$((failed + 1))
	fi
}

for source in [0-9]*.c; do
	name=${source%.c}
	compare "$name" "$name" "$built/$name"
done

if python3 -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
	for source in [0-9]*.py; do
		compare "$source" "${source%.py}" python3 "$source"
	done
else
	echo "(The .py files were not run: that needs python3 of 3.12 or later.)"
fi

# What a task may say on stderr, that an exception was never retrieved, say, is not compared here.
same=0
for recorded in random/recorded/*.txt; do
	sed '1,/^$/d' "$recorded" >"$wanted"
	timeout 60 "$built/random/play" "$recorded" >"$printed" 2>"$said"
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
printf '%-32s %s identical\n' random/recorded "$same"
passed=$((passed + same))

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
