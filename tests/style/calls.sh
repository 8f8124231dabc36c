#!/bin/sh
# Every system call that common/ makes is made to fail by the suites called calls-NAME: it stands in
# tests/common/calls.h, or calls.txt says why not.

export LC_ALL=C
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
here=tests/style/calls.txt

set -- "${CONFIG_DIR:-build/release}"/common/*.o "${CONFIG_DIR:-build/release}"/common/web/*.o
for object; do
	[ -e "$object" ] && echo "$object"
done >"$work/objects"
# What one object defines, another may use.
xargs ${NM:-nm} -P -u <"$work/objects" | awk 'NF > 1 { print $1 }' | sort -u >"$work/used"
xargs ${NM:-nm} -P -g --defined-only <"$work/objects" | awk 'NF > 1 { print $1 }' |
	sort -u >"$work/defined"
sed -n 's/^CALL[A-Z_]*([^,]*, \([a-z0-9_]*\),.*/\1/p' tests/common/calls.h |
	sort -u >"$work/failing"
comm -23 "$work/used" "$work/defined" | comm -23 - "$work/failing" >"$work/left"

grep -v '^#' $here | sed 's/:.*//' | tr -s ' \n' '\n' | grep . >"$work/patterns"
while read -r name; do
	known=
	while read -r pattern; do
		case $name in
		$pattern) known=yes ;;
		esac
	done <"$work/patterns"
	[ -n "$known" ] || echo "$name: calls.h does not have it fail, and calls.txt says no reason"
done <"$work/left" >"$work/breaches"

comm -13 "$work/used" "$work/failing" | sed 's/$/: calls.h has it fail, and nobody calls it/' \
	>>"$work/breaches"

if [ -s "$work/breaches" ]; then
	echo 'FAILED: every system call of common/ fails in some suite'
	sed 's/^/    /' "$work/breaches"
	echo '0 passed, 1 failed'
	exit 1
fi
echo '1 passed, 0 failed'
