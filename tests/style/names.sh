#!/bin/sh
# common/README.md has a table of asyncio's names and ours. Every name on our side stands in a
# header of common/, and every name that the headers give to programs stands in the table, or in the
# list below it of names that Python has no twin of.

export LC_ALL=C
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

headers=$(find common -name '*.h' ! -name '*-internal.h' | sort)

# rule NAME: its breaches have been written to the file.
rule() {
	if [ -s "$work/breaches" ]; then
		echo "FAILED: $1"
		sed 's/^/    /' "$work/breaches"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

without_comments() {
	awk '{
		code = ""
		for (line = $0; line != ""; line = substr(line, at + 2)) {
			at = index(line, inside ? "*/" : "/*")
			if (!inside)
				code = code (at ? substr(line, 1, at - 1) : line)
			if (!at)
				break
			inside = !inside
		}
		print code
	}' "$@"
}

# compare README HEADER...: what the table names and no header has is written to unknown, and what
# a header has and the table lacks to missing. What ends in _ is private.
compare() {
	awk '/^## / { inside = /names, and ours/ } inside' "$1" >"$work/section"
	shift
	without_comments "$@" >"$work/code"
	grep -oE '\b[A-Za-z_][A-Za-z0-9_]*' "$work/code" | sort -u >"$work/known"
	{
		grep -oE '\basync_[a-z0-9_]*[a-z0-9] ?\(' "$work/code" | tr -d ' ('
		sed -nE 's/^#define[[:space:]]+([A-Z][A-Z_]*[A-Z])\(.*/\1/p' "$work/code"
	} | sort -u >"$work/public"
	{
		sed -n 's/^| .* | \(.*\) |$/\1/p' "$work/section"
		sed -n 's/^- //p' "$work/section"
	} | grep -oE '`[^`]*`' | tr -d '`' | sed 's/()$//; s/^struct //' | sort -u >"$work/ours"
	comm -23 "$work/ours" "$work/known" >"$work/unknown"
	comm -13 "$work/ours" "$work/public" >"$work/missing"
}

compare common/README.md $headers
sed 's/$/: is in no header/' "$work/unknown" >"$work/breaches"
rule "what the table of asyncio's names calls ours exists"
sed "s/\$/: is in a header, and not in the table of asyncio's names/" "$work/missing" \
	>"$work/breaches"
rule "the table of asyncio's names has every name of the headers"

# Would it be seen? A name more in the table, and two more in a header.
sed 's/^| `sleep()` .*/&\n| `nap()` | `async_nap()` |/' common/README.md >"$work/README.md"
printf '%s\n' '/* int async_of_a_comment(void); */' 'int async_doze(int *hours);' \
	'#define DOZE(hours) async_doze(hours)' 'int async_private_(void);' >"$work/doze.h"
compare "$work/README.md" $headers "$work/doze.h"
printf '%s\n' async_nap | diff - "$work/unknown" >"$work/breaches"
rule 'a name that no header has is found'
printf '%s\n' DOZE async_doze | diff - "$work/missing" >"$work/breaches"
rule 'a name that the table lacks is found'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
