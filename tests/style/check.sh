#!/bin/sh
# The rules of the house that a script can check. Prints each breach as FILE:LINE: what is wrong.

breaches=$(mktemp) || exit 1
trap 'rm -f "$breaches"' EXIT
passed=0
failed=0

code=$(find bench chapters common course solutions tests -name '*.[chS]' | sort)
scripts=$(find . -path ./build -prune -o \( -name '*.sh' -o -name Makefile -o -path ./.ci/run \
	-o -path ./tests/run -o -path ./tests/all \) -type f -print | sort)

# rule NAME: its breaches have been written to the file.
rule() {
	if [ -s "$breaches" ]; then
		echo "FAILED: $1"
		sed 's/^/    /' "$breaches"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

for file in $code $scripts; do
	expand -t 8 "$file" | awk -v file="$file" '
		length > 100 { print file ":" FNR ": " length " columns" }'
done >"$breaches"
rule 'lines have at most 100 columns'

for file in $code; do
	awk -v file="$file" 'END { if (NR > 500) print file ":" NR ": " NR " lines" }' "$file"
done >"$breaches"
rule 'files have at most 500 lines'

grep -nE '[[:space:]]+$' $code Makefile >"$breaches"
rule 'no line ends in white space'

# The order of two in one expression differs between compilers. Strings and comments do not count.
for file in $code; do
	case $file in
	tests/common/await.c | common/*.h) continue ;;
	esac
	sed -E 's/"([^"\\]|\\.)*"//g; s@/\*.*\*/@@; /^[[:space:]]*(\/\*| \*)/d' "$file" |
		awk -v file="$file" '
		{ count += gsub(/(^|[^A-Z_])AWAIT\(/, "&") }
		/[;{}]/ { 
			if (count > 1)
				print file ": near line " FNR ": more than one AWAIT"
			count = 0
		}'
done >"$breaches"
rule 'one AWAIT a statement'

grep -niEw 'simply|just|obviously|foo|bar' tutorial.md README.md \
	$(find chapters solutions -name '*.c') >"$breaches"
rule 'the text does not say that what it teaches is easy'

# common/README.md gives the order: a file includes only what stands above it there.
sed -n 's/^| \([a-z][^|]*\) |.*/\1/p' common/README.md | tr ',' '\n' |
	sed 's/^ *//; s/ *$//' | awk '
	function layer(file, name) { rank[file] = NR }
	/\.\[ch\]$/ {
		sub(/\.\[ch\]$/, "")
		layer($0 ".c"); layer($0 ".h"); layer($0 "-internal.h")
		next
	}
	/\./ { layer($0) }
	END {
		while (("ls common/*.[chS] common/web/*.[ch]" | getline path) > 0) {
			file = path
			sub(/^common\//, "", file)
			if (!(file in rank))
				print path ":1: has no place in common/README.md"
			for (line = 1; (getline text < path) > 0; line++)
				if (match(text, /^#include "[^"]*"/)) {
					other = substr(text, 11, RLENGTH - 11)
					if (rank[other] > rank[file])
						print path ":" line ": includes " other \
							", which stands below it"
				}
		}
	}' >"$breaches"
rule 'a layer of common/ includes only those above it'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
