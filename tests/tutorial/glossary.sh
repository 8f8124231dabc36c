#!/bin/sh
# Each word that tutorial.md explains, in **bold**, stands in its glossary, with the number of the
# chapter that explains it first; the glossary is in order; and it explains nothing else.

export LC_ALL=C
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# explained FILE: "CHAPTER word" for each word in bold in front of the glossary. Up to three words
# in bold that end without a full stop, a comma or a colon are a word explained; more are a rule.
explained() {
	awk '
	/^## Glossary/ { exit }
	/^```/ { inside = !inside }
	/^## Chapter [0-9]/ { chapter = $3 + 0 }
	!inside {
		number = chapter ? chapter : 1
		line = $0
		while (match(line, /\*\*[^*]+\*\*/)) {
			word = substr(line, RSTART + 2, RLENGTH - 4)
			line = substr(line, RSTART + RLENGTH)
			if (word !~ /[.,:?`]$/ && split(word, parts, " ") <= 3)
				print number, tolower(word)
		}
	}' "$1" |
		grep -vE ' (in python|what happens|a? ?common mistakes?|the program)$' |
		sed -E 's/(ch|x)es$/\1/; s/([^s])s$/\1/'
}

# entries FILE: "CHAPTER word" for each entry of the glossary.
entries() {
	sed '1,/^## Glossary/d' "$1" | sed -nE 's/^- \*\*(.*)\*\* \(([0-9]+)\): .*/\2 \1/p'
}

# compare FILE: what is wrong with it, a line each.
compare() {
	explained "$1" | awk '{ word = substr($0, length($1) + 2) } !seen[word]++' |
		sort >"$work/explained"
	entries "$1" >"$work/entries"
	sort "$work/entries" >"$work/sorted"
	comm -23 "$work/explained" "$work/sorted" |
		sed 's/^\([0-9]*\) \(.*\)/\2: explained in chapter \1, and not in the glossary so/'
	comm -13 "$work/explained" "$work/sorted" |
		sed 's/^\([0-9]*\) \(.*\)/\2: in the glossary, and not first in bold in chapter \1/'
	sed 's/^[0-9]* //' "$work/entries" >"$work/words"
	sort -c "$work/words" 2>&1 | sed 's/.*disorder: /not in alphabetical order: /'
	sed '1,/^## Glossary/d' "$1" | grep '^- ' | grep -vE '^- \*\*.*\*\* \([0-9]+\): ' |
		sed 's/^/not an entry: /'
}

# finds LABEL COUNT: whether compare finds so many in $work/text.
finds() {
	compare "$work/text" >"$work/found"
	if [ "$(grep -c . "$work/found")" -eq "$2" ]; then
		passed=$((passed + 1))
	else
		echo "$1: not $2 found:"
		cat "$work/found"
		failed=$((failed + 1))
	fi
}

cp tutorial.md "$work/text"
finds 'tutorial.md' 0

# Would it be seen?
sed 's/^## Chapter 3.*/&\n\nA **lighthouse** is a tower./' tutorial.md >"$work/text"
finds 'a word explained and not in the glossary' 1
sed 's/^- \*\*gather\*\* (3)/- **gather** (2)/' tutorial.md >"$work/text"
finds 'the wrong chapter' 2
sed 's/^- \*\*worker\*\*/- **lighthouse** (3): A tower.\n&/' tutorial.md >"$work/text"
finds 'a word explained nowhere, out of order' 2
sed 's/^- \*\*worker\*\* (3):/- worker:/' tutorial.md >"$work/text"
finds 'an entry without its form' 2
[ "$(entries tutorial.md | grep -c .)" -gt 20 ] && passed=$((passed + 1)) || {
	echo 'the glossary has too few entries to be one'
	failed=$((failed + 1))
}

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
