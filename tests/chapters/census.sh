#!/bin/sh
# A stack of 64 KiB would be enough for every program of every chapter, with room to spare: no
# function of a task uses more than 48 KiB of its stack. (The sanitizers make every frame larger:
# with them it is only seen to that each is measured.)

set -u

build=${CONFIG_DIR:-build/release}
most=49152
case $build in
*asan* | *tsan*) most=196608 ;;
esac
census=$(mktemp) || exit 1
trap 'rm -f "$census"' EXIT
passed=0
failed=0

for source in chapters/*/*.c; do
	name=${source%.c}
	: >"$census"
	ASYNC_CENSUS=$census ASYNC_CLOCK=virtual timeout 60 ${RUNNER:-} "$build/$name" \
		>/dev/null 2>&1 </dev/null
	if [ $? -ge 124 ]; then
		echo "$name: did not come to its end"
		failed=$((failed + 1))
	elif awk -v most=$most -v name="$name" 'NR > 1 && $1 > most {
			print name ": " $2 " used " $1 " bytes of its stack, more than " most
			deep = 1
		}
		END { exit deep }' "$census"; then
		passed=$((passed + 1))
		tail -n +2 "$census" >>"$census.all"
	else
		failed=$((failed + 1))
	fi
done

if [ -s "$census.all" ]; then
	echo "the deepest of all: $(sort -rn "$census.all" | head -n 1 | sed 's/^ *//')"
else
	echo 'no program has measured any stack'
	failed=$((failed + 1))
fi
rm -f "$census.all"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
