#!/bin/sh
# The dashboard where there is no terminal, or with --plain: lines in, lines out.

. tests/course/functions
make_tree tree
mkdir "$scratch/tmp"
export TMPDIR="$scratch/tmp"
names=$(cd "$build/exercises" && echo */*)
first=${names%% *}
source=$tree/chapters/03-gather/exercises/7-overlap.c

# dashboard LINE...: typed all at once; the end of the input is the end, behind the verdict.
dashboard() {
	rm -f "$tree/build/progress.json"
	printf '%s\n' "$@" >"$scratch/in"
	run "$course" <"$scratch/in"
}

run "$course" </dev/null
expect 'nobody types: exit status' 0 "$status"
expect_match 'nobody types: what is checked, the verdict, the bar, the keys' \
	"$first  *min, * points*: *
  file:     chapters/${first%/*}/exercises/${first#*/}.c
checking $first ...
$first: not yet*\[---*\] 0 of *points
h hint  l list  [?] keys  q quit*" "$out"
expect 'nothing for the screen of a terminal' 0 "$(echo "$out" | grep -c "$(printf '\033')")"

dashboard h h h h n s
expect 'hints: one more each time' 3 "$(echo "$out" | grep -c '^  hint [123]:   .')"
expect_match 'hints: and no more' '*There are three hints. More is in tutorial.md, "*' "$out"
expect_match 'next: not before a pass' '*Not yet: this one has not passed.*' "$out"
expect_match 'solution: not before a pass' '*The solution is shown once yours has passed*' "$out"

dashboard l / /overlap overlap
expect_match 'list: all' "*$(echo "$names" | wc -w) of * exercises: all*" "$out"
expect_match 'list: one line each, with all that is to know' \
	'*03-gather/7-overlap * -  *modify *10 min  10 points  Let the fetches overlap*' "$out"
expect_match 'list: search' '*1 of * exercises: all, with /overlap
*03-gather/7-overlap*' "$out"
expect_match 'go to one by a part of its name' \
	'*checking 03-gather/7-overlap ...*03-gather/7-overlap: not yet*' "$out"
dashboard nowhere -e
expect_match 'go to none' '*No exercise is called nowhere: l lists them.*' "$out"
expect_match 'go to one of many' '*More than one exercise is called -e: l lists them.*' "$out"
dashboard Z
expect_match 'no such key' '*Z does nothing here: [?] lists the keys.*' "$out"
dashboard q
expect 'quit: exit status' 0 "$status"

cp solutions/03-gather/7-overlap.c "$source"
dashboard overlap
expect_match 'a pass' '*03-gather/7-overlap: passed, 10 of 10 points*\[#*-\] 10 of *' "$out"
expect_match 'a pass: now there is a next one, and the solution' \
	'n next  *s solution*n goes on. *' "$(echo "$out" | tail -n 2)"

rm "$source"
dashboard overlap
expect_match 'the file is gone' '*There is no file chapters/*press x to get it*' \
	"$(echo "$out" | tr -s ' \n' '  ')"
mkdir "$scratch/bin"
ln -s "$(command -v objcopy)" "$scratch/bin/objcopy"
cp solutions/03-gather/7-overlap.c "$source"
run env PATH="$scratch/bin" "$course" --plain </dev/null
expect_match 'no compiler' '*which is needed to compile, is not installed: **' \
	"$out"
expect 'no compiler: exit status' 0 "$status"

expect 'nothing is left in the folder for temporary files' '' "$(ls -A "$TMPDIR")"

finish
