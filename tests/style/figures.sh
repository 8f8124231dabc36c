#!/bin/sh
# How large common/ is: lines of code a file, without comments and blanks, the longest functions,
# and how much of the public headers is text. Fails where a function is longer than the house
# allows, or a header says too little. SHOW=1 prints all of it.

longest=60			# lines of a function
least_share=35			# percent of a public header's lines that are text
failed=0 passed=0

# Comments and blank lines gone.
code_of() {
	${CC:-gcc} -fpreprocessed -dD -E -P -x c "$1" 2>/dev/null | grep -c .
}

# "LINES FILE NAME" of each function of the files.
functions_of() {
	awk '
		/^[a-zA-Z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
		/^{/ { start = FNR }
		/^}/ && start { print FNR - start + 1, FILENAME, name; start = 0 }
	' "$@" | sort -rn
}

# Lines of a header, and how many of them are comment.
share_of() {
	lines=$(grep -c . "$1")
	echo $((100 * (lines - $(code_of "$1")) / lines))
}

public=$(sed -n 's/^#include "\(.*\)"/common\/\1/p' common/async.h)

if [ -n "${SHOW:-}" ]; then
	echo 'Lines of code, without comments and blanks:'
	total=0
	for file in common/*.[chS]; do
		lines=$(code_of "$file")
		printf '  %5s %s\n' "$lines" "$file"
		total=$((total + lines))
	done
	printf '  %5s in all\n\nThe longest functions:\n' "$total"
	functions_of common/*.c | head -n 5 | sed 's/^/  /'
	printf '\nOf the lines of the public headers are text:\n'
	for header in $public; do
		printf '  %4s %% of %s\n' "$(share_of "$header")" "$header"
	done
fi

breaches=$(functions_of $(find bench common course chapters solutions tests -name '*.c') |
	awk -v longest="$longest" '$1 > longest { print $2 ": " $3 "() has " $1 " lines" }')
if [ -z "$breaches" ]; then
	passed=$((passed + 1))
else
	printf 'FAILED: functions have at most %s lines\n%s\n' "$longest" "$breaches"
	failed=$((failed + 1))
fi

for header in $public; do
	share=$(share_of "$header")
	if [ "$share" -ge "$least_share" ]; then
		passed=$((passed + 1))
	else
		echo "FAILED: $header is the manual of its part, and only $share % of it are text"
		failed=$((failed + 1))
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
