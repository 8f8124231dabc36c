#!/bin/sh
# A learner at work in a folder: what he is told, what is remembered of it, and what is given back.

. tests/course/functions
make_tree tree
folder=$scratch/mine
name=03-gather/7-overlap
file=$folder/$name.c
progress=$folder/progress.json
export TMPDIR="$scratch/tmp"
mkdir "$TMPDIR"
"$course" init "$folder" >/dev/null
cd "$folder" || exit 1
course=./course

# remembered KEY: its value for the exercise
remembered() {
	sed -n "\|\"$name\": {|,/}/s/^ *\"$1\": \"*\([^\",]*\)\"*,*$/\1/p" "$progress"
}

# ---- Before anything is done ----

run $course list overlap
expect_match 'list: new' "03-gather
  7-overlap                new     modify *Let the fetches overlap

0 of 1 passed, 0 of 10 points; the rest takes about 10 minutes.
Next: edit $name.c, then ./course check $name" "$out"
complains 'no exercise is at hand' 'hint needs EXERCISE*./course list*' $course hint
complains 'nor for a solution' 'solution needs EXERCISE*' $course solution
complains 'no solution yet' \
	"You have not passed $name yet*./course hint $name*--anyway*" $course solution overlap
run $course check overlap
expect 'the starter: not right' 1 "$status"
expect_match 'where the file is' "*not yet
  file:     $name.c*" "$out"
expect 'the starter is no try' '' "$(remembered state)"

# What VS Code looks for: the compiler's lines, and the first two of a verdict.
sed -n 's/^.*"regexp": "\([^"]*\)".*$/\1/p' .vscode/tasks.json | sed 's/\\\\/\\/g' \
	>"$scratch/regexps"
while read -r regexp; do
	expect "an editor finds $regexp" 1 "$(echo "$out" | grep -cP "$regexp")"
done <"$scratch/regexps"
expect 'an editor finds the file' $name.c \
	"$(echo "$out" | grep -oP "$(tail -n 1 "$scratch/regexps" | sed 's/(/\\K(/')")"

# ---- Hints ----

run $course hint
expect_match 'hint: of the exercise at hand, the first' "$name, hint 1 of 3:*hint $name" "$out"
run $course hint overlap
expect_match 'hint: the second' "$name, hint 2 of 3:*" "$out"
run $course hint overlap 1
expect_match 'hint: the first once more' "$name, hint 1 of 3:*" "$out"
run $course hint ./$name.c
expect_match 'hint: the third' "$name, hint 3 of 3:*all there is*tutorial.md, \"*\"*" "$out"
run $course hint overlap
expect_match 'hint: there are three' "$name, hint 3 of 3:*" "$out"
expect 'hint: remembered' 3 "$(remembered hints)"
complains 'a chapter is no exercise' '"gather" is * exercises, among them *: name one.' \
	$course hint gather

# ---- Tries ----

echo '/* mine */' >>"$file"
run $course check overlap
run $course check overlap --json
expect 'tried: remembered' 'tried 2' "$(remembered state) $(remembered tries)"
run $course list overlap
expect_match 'tried: listed' '*7-overlap *tried *(at hand)*' "$out"
cp "$root/solutions/$name.c" "$file"
run $course check overlap
expect_match 'passed: where the solution is' "*passed*./course solution $name*" "$out"
expect 'passed: remembered' 'passed 3' "$(remembered state) $(remembered tries)"
expect_match 'passed: when' '????-??-??T??:??:??Z' "$(remembered first_passed)"
run $course list overlap
expect_match 'passed: listed' '*7-overlap *passed *1 of 1 passed, 10 of 10 points; *' "$out"

# ---- Solution ----

cd 03-gather || exit 1
run ../course solution
expect 'solution: as it is' "$(cat "$root/solutions/$name.c")" "$out"
expect_match 'solution: to compare, to read on' \
	"*../course solution $name | diff ../$name.c -*tutorial.md, behind \"*\"" "$err"
expect 'solution: noted' true "$(remembered solution_seen)"
cd ..
run $course solution 4-count-down --anyway
expect 'anyway' "0 $(cat "$root/solutions/02-coroutines/4-count-down.c")" "$status $out"
name=02-coroutines/4-count-down
expect 'anyway: noted' true "$(remembered solution_seen)"
name=03-gather/7-overlap

# ---- The list ----

# listed ARGUMENTS...: the exercises
listed() {
	"$course" list --json "$@" | sed -n 's/^    "name": "\(.*\)",$/\1/p'
}

all=$(cd "$root/$build/exercises" && echo */* | tr ' ' '\n')
expect 'list: all' "$all" "$(listed)"
expect 'list: a chapter' "$(echo "$all" | grep ^03)" "$(listed gather)"
expect 'list: its number' "$(echo "$all" | grep ^03)" "$(listed 3)"
expect 'list: a word of a title' $name "$(listed FETCHES)"
expect 'list: two words' $name "$(listed gather modify)"
expect 'list: done' $name "$(listed --done)"
expect 'list: pending' "$(echo "$all" | grep -v $name)" "$(listed --pending)"
expect 'list: the fast track, one a chapter' "$(echo "$all" | sed 's|/.*||' | uniq)" \
	"$(listed --fast | sed 's|/.*||')"
run $course list xylophone
expect 'list: nothing' '1: No exercise is like that: ./course list shows all.' "$status: $out"
expect 'list: for programs' 3 \
	"$($course list --json overlap | grep -cE '"(state": "passed|hints_shown": 3|fast": )')"

# ---- Reset ----

mine=$(cat "$file")
complains 'reset: nobody to ask' "Nobody can be asked here whether $name.c*--yes." \
	$course reset overlap
expect 'reset: not without a yes' "$mine" "$(cat "$file")"
run sh -c "echo n | TERM=xterm script -qec '$course reset overlap' /dev/null"
expect_match 'reset: no' "*Replace $name.c by its starter[?]*stays as it is.*" "$out"
expect 'reset: no means no' "$mine" "$(cat "$file")"
run sh -c "echo y | TERM=xterm script -qec '$course reset overlap' /dev/null"
expect_match 'reset: yes' "*is the starter again. Yours is kept as .course/kept/$name-1.c*" "$out"
expect 'reset: the starter' '' "$(diff "$file" ".course/given/$name.c")"
expect 'reset: the copy' "$mine" "$(cat ".course/kept/$name-1.c")"
expect 'reset: not passed any more' tried "$(remembered state)"
run $course reset overlap --yes
expect 'reset: nothing to do' "0 $name.c is as it was handed out." "$status $out"
echo other >"$file"
run $course reset overlap --yes
expect 'reset: in one line' \
	"$name.c is the starter again. Yours is kept as .course/kept/$name-2.c" "$out"
expect 'reset: the first copy stays' "$mine" "$(cat ".course/kept/$name-1.c")"
rm "$file"
run $course check overlap
expect_match 'gone: how to get it back' '*There is no file*course reset*' \
	"$(echo "$out" | tr -s ' \n' '  ')"
run $course reset overlap --yes
expect 'gone: it is back' "$name.c is the starter again." "$out"
run $course solution overlap
expect 'reset: who has passed once may see the solution' 0 "$status"
cd "$tree" || exit 1
complains 'reset: in the tree' 'Here git keeps the starters: git checkout -- chapters/*' \
	"$tree/build/$config/course/course" reset overlap
cd "$folder" || exit 1

# ---- A broken file of progress, and none that can be written ----

echo '{ "version": 1, "exercises": [' >"$progress"
broken=$(cat "$progress")
run $course list overlap
expect_match 'broken: one sentence' "course: */progress.json cannot be used (line 2: *): it is \
kept as */progress.json.broken-1, and a new one is begun." "$err"
expect 'broken: kept' "$broken" "$(cat "$progress.broken-1")"
expect 'broken: goes on' 0 "$status"
run $course list overlap
expect 'broken: said once' '' "$err"

if unshare -rm mount -t tmpfs none "$TMPDIR" 2>/dev/null; then
	cp "$root/solutions/$name.c" "$file"
	cat >"$scratch/script" <<'E2'
mount -t tmpfs -o size=4m none "$1" && cp -r . "$1/mine" && cd "$1/mine" || exit 99
./course hint overlap 1 >/dev/null
before=$(cat progress.json)
cat /dev/zero >fill 2>/dev/null
./course check overlap
echo "check: $?"
[ "$before" = "$(cat progress.json)" ] && echo 'progress: as before'
echo 'int mine;' | dd of=03-gather/7-overlap.c conv=notrunc 2>/dev/null
mine=$(cat 03-gather/7-overlap.c)
./course reset overlap --yes
[ "$mine" = "$(cat 03-gather/7-overlap.c)" ] && echo 'mine: as before'
rm fill
./course check overlap --json | grep outcome
./course list overlap | grep tried
E2
	mkdir "$scratch/disk"
	run unshare -rm sh "$scratch/script" "$scratch/disk"
	expect_match 'full disk: the verdict, and nothing lost' \
		'*1 of 1 passed, *check: 0*progress: as*mine: as*wrong*7-overlap*tried*' "$out"
	expect_match 'full disk: what cannot be done' \
		'*progress is not kept: *No space left*cannot write *No space left*' "$err"
fi

# ---- Killed while it checks ----

cp "$root/solutions/$name.c" "$file"
rm -f "$progress"
$course check overlap >/dev/null
said=1
for moment in started building told told told told; do
	mkfifo "$scratch/said"
	$course check overlap >"$scratch/said" 2>/dev/null &
	{
		case $moment in
		building)
			until [ -n "$(ls "$TMPDIR")" ] || ! kill -0 $! 2>/dev/null; do
				:
			done
			;;
		told) read -r line && said=$((said + 1)) ;;
		esac
		kill -KILL $! 2>/dev/null
		wait $! 2>/dev/null
	} <"$scratch/said"
	rm "$scratch/said"
	rm -rf "$TMPDIR"/*
	tries=$(remembered tries)
	expect "killed when $moment: passed, and no try too many" \
		passed "$(remembered state)$([ "$tries" -le $said ] || echo ": $tries of $said")"
done
run $course check overlap
expect 'killed: the next one is noted' "$((tries + 1))" "$(remembered tries)"
expect 'killed: no litter but one' '' "$(ls -A . .course | grep new | grep -vx progress.new)"

# ---- Two at once ----

rm "$progress"
for learner in 1 2 3 4; do
	$course check overlap >/dev/null &
done
$course hint 4-count-down 3 >/dev/null
wait
expect 'at once: no try is lost' 4 "$(remembered tries)"
name=02-coroutines/4-count-down
expect 'at once: no hint is lost' 3 "$(remembered hints)"

# ---- Debug ----

file=$folder/$name.c
cp "$root/solutions/$name.c" "$file"
run $course debug ./$name.c --prepare
expect 'debug: exit status' '0 ' "$status $out$err"
if command -v gdb >/dev/null; then
	out=$(gdb -batch -nx -iex 'set debuginfod enabled off' -x .course/debug/start.gdb \
		-ex run -ex async-tasks -ex next -ex bt .course/debug/program 2>&1)
	expect_match 'debug: stops in my code, in a task' \
		"*Breakpoint *count_down (*) at $name.c:*Task-*: runs*count_down (* at $name.c:*" \
		"$out"
fi
echo 'int broken(void) { return }' >"$file"
run $course debug count-down --prepare
expect 'debug: what does not compile' 1 "$status"
expect_match 'debug: it says so' "*$name.c:1:27: *$name: not yet*" "$out"

# ---- Doctor ----

run $course doctor
expect 'doctor: all is here' 0 "$status"
for what in compiler libraries sanitizers exercises folder clock watching; do
	expect_match "doctor: $what" 'ok *' "$(echo "$out" | grep " $what ")"
done
expect 'doctor: for programs' "$(echo "$out" | grep -cE '^(ok|note|missing) ')" \
	"$($course doctor --json | grep -c '"grade": ')"
mkdir "$scratch/bin"
for tool in sh dirname readlink ld objcopy; do
	ln -s "$(command -v $tool)" "$scratch/bin/"
done
run env PATH="$scratch/bin" $course doctor
expect 'doctor: what is missing' 1 "$status"
expect_match 'doctor: and how to get it' \
	'missing *compiler *is not installed*sudo apt-get install *2 things are missing.' "$out"
expect 'doctor: leaves nothing' '' "$(ls -A . .course | grep doctor)"

cd "$root" || exit 1
expect 'nothing is left in the folder for temporary files' '' "$(ls -A "$TMPDIR")"
finish
