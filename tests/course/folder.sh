#!/bin/sh
# The learner's folder: `course init` makes it, and brings it up to date. Nothing that a learner has
# written is ever lost, whatever goes wrong.

. tests/course/functions
make_tree tree
folder=$scratch/mine
overlap=03-gather/7-overlap.c
starter=$tree/$(source_of 03-gather/7-overlap)
export TMPDIR="$scratch/tmp"
mkdir "$TMPDIR"

# All files of the folder with their sums; what course keeps for itself excepted.
sums() {
	(cd "$folder" && find . -type f ! -path './.course/*' ! -name progress.json \
		-exec cksum {} +) | sort -k 3
}

# The files of the folder that are not as they stand in .course/given.
strangers() {
	(cd "$folder/.course/given" && find . -type f) | while read -r file; do
		cmp -s "$folder/$file" "$folder/.course/given/$file" || echo "${file#./}"
	done
}

# ---- A new folder ----

run "$course" init "$folder"
expect 'init: exit status' 0 "$status"
expect_match 'init: what next' "$folder is your folder now: *cd $folder*./course*" "$out"
expect 'init: the starters, and nothing of ours besides' \
	"$(cd chapters && find . -path '*/exercises/*.c' | sed 's|exercises/||' | sort)" \
	"$(cd "$folder" && find . -name '*.c' ! -path './.course/*' | sort)"
expect 'init: the copies of all' '' "$(strangers)"
expect 'init: no solution and no judge' '' "$(grep -rlE 'EXERCISE\(|^/\* feedback:' "$folder")"
for solution in solutions/*/*.c; do
	expect "init: no $solution" '' "$(grep -rlFxf "$solution" "$folder" --include='*.c' |
		while read -r file; do cmp -s "$file" "$solution" && echo "$file"; done)"
done
expect 'init: ten lines to read' 10 "$(wc -l <"$folder/README.md")"
expect 'init: nothing that this folder has otherwise' '' \
	"$(grep -rnE 'build/course|/exercises/' "$folder" --include='*.c' --include=tutorial.md)"
expect 'init: the text does not tell how to get what is there' \
	'1 in the tree, 0 in the folder' "$(grep -c 'course init ~' tutorial.md) in the tree, \
$(grep -c 'course init ~' "$folder/tutorial.md") in the folder"
expect_match 'init: a launcher' '*/course/course check: *' \
	"$("$folder/course" check --help | sed "1s/.*/\/course\/course check: &/")"

# Each file compiles by the command that editors get.
directory=$(sed -n 's/^ *"directory": "\(.*\)",$/\1/p' "$folder/compile_commands.json" | sort -u)
expect 'compile_commands.json: the folder' "$folder" "$directory"
flags=$(sed -n 's/^ *"\(-[^c].*\)",$/\1/p' "$folder/compile_commands.json" | sort -u)
for compiler in gcc clang clangd; do
	command -v $compiler >/dev/null || continue
	case $compiler in
	clangd)
		run clangd --compile-commands-dir="$folder" --check="$folder/$overlap" --log=error
		;;
	*)
		# shellcheck disable=SC2086
		run $compiler $flags -Werror -Wno-unused -fsyntax-only "$folder/$overlap"
		;;
	esac
	expect "compile_commands.json: $compiler" "0, " "$status, $err"
done

# ---- From anywhere inside, and from outside by the launcher ----

cp solutions/03-gather/7-overlap.c "$folder/$overlap"
for place in . 03-gather .course/given; do
	cd "$folder/$place" || exit 1
	run "$course" check overlap
	expect_match "check in $place" '*1 of 1 passed, *' "$out"
done
cd "$folder/01-event-loop" || exit 1
run ../course check ./2-who-runs-first.c
expect_match 'check a path' '01-event-loop/2-who-runs-first: not yet*' "$out"
expect_match 'the command to type from here' '*hints:    ../course hint *' "$out"
run ../course check "$folder/$overlap"
expect_match 'check an absolute path' '03-gather/7-overlap: passed*' "$out"
run ../course check ../03-gather
expect_match 'check a folder' '*03-gather/7-overlap: passed*' "$out"
run ../course check ..
expect_match 'check all' '01-event-loop/*08-best-practices/*' "$out"
cd / || exit 1
run "$folder/course" check 3
expect_match 'the launcher, from outside' '*03-gather/7-overlap: passed*' "$out"
ln -s "$folder/course" "$scratch/link"
run "$scratch/link" check overlap
expect_match 'the launcher, by a link' '*03-gather/7-overlap: passed*' "$out"
mv "$folder" "$scratch/moved here"
run "$scratch/moved here/course" check overlap
expect_match 'the launcher, moved with its folder' '*03-gather/7-overlap: passed*' "$out"
mv "$scratch/moved here" "$folder"
cd "$root" || exit 1
sed "s|^course='.*|course='/nowhere/course'|" "$folder/course" >"$scratch/lost"
chmod +x "$scratch/lost"
complains 'the course is gone' '/nowhere/course is gone: *make*init *' "$scratch/lost" list
complains 'COURSE_FOLDER is none' '*is no learner?s folder: make it one with *' \
	env COURSE_FOLDER="$scratch" "$course" list

# ---- Again ----

before=$(sums)
run "$folder/course" init
expect 'nothing new' "0: 1 that you have changed stay as they are.
$folder is up to date." "$status: $out"
expect 'nothing new: nothing has changed' "$before" "$(sums)"

# An update: one file that only the course changes, one that both do, one that is new, one that
# the learner threw away.
echo '/* It is snowing. */' >>"$tree/chapters/01-event-loop/exercises/2-who-runs-first.c"
echo '/* It is snowing. */' >>"$starter"
mine=$(cat "$folder/$overlap")
echo 'int new;' >"$tree/chapters/03-gather/exercises/9-new.c"
rm "$folder/02-coroutines/4-count-down.c"
run "$course" init "$folder"
expect 'update: exit status' 0 "$status"
expect 'update: what is told' "differs   $overlap: the course has changed it, and so have you: \
yours stays. The new one is .course/given/$overlap
new       03-gather/9-new.c
put back  02-coroutines/4-count-down.c
updated   01-event-loop/2-who-runs-first.c
updated   compile_commands.json" "$(echo "$out" | sort)"
expect 'update: the new one' "$(cat "$tree/chapters/01-event-loop/exercises/2-who-runs-first.c" |
	sed 's|build/course|./course|')" "$(cat "$folder/01-event-loop/2-who-runs-first.c")"
expect 'update: mine' "$mine" "$(cat "$folder/$overlap")"
expect 'update: all others as given' "$overlap" "$(strangers)"
run "$course" init "$folder"
expect_match 'update: done' "1 that you have changed*$folder is up to date." "$out"

# Without our copies, what is there is taken for the learner's.
rm -r "$folder/.course"
run "$course" init "$folder"
expect 'no copies: exit status' 2 "$status"
mkdir "$folder/.course"
echo '/* mine */' >>"$folder/01-event-loop/2-who-runs-first.c"
before=$(sums)
run "$course" init "$folder"
expect 'no copies: nothing has changed' "$before" "$(sums)"
expect_match 'no copies: what differs' '*differs   01-event-loop/2-who-runs-first.c: *' "$out"

# What stands in the way of a file is the learner's, too.
rm -r "$folder/08-best-practices" "$folder/README.md"
echo mine >"$folder/08-best-practices"
mkdir "$folder/README.md"
run "$course" init "$folder"
expect 'in the way: the others' 0 "$status"
expect 'in the way: mine' mine "$(cat "$folder/08-best-practices")"
rm -r "$folder/08-best-practices" "$folder/README.md"
run "$course" init "$folder"
expect_match 'no more in the way' '*put back  README.md*' "$out"

# Several at once.
for try in 1 2 3; do
	"$course" init "$scratch/together" >"$scratch/out.$try" 2>&1 &
done
wait
folder=$scratch/together
expect 'several at once: all is there' '' "$(strangers)"
expect 'several at once: for the others there was nothing left' 2 \
	"$(cat "$scratch"/out.? | grep -c 'together is up to date')"
folder=$scratch/mine

# ---- Where no folder can be ----

mkdir "$scratch/full" "$scratch/git" "$scratch/git/.git"
echo mine >"$scratch/full/notes"
complains 'not empty' '* has files in it and was not made by course init: choose a new folder.' \
	"$course" init "$scratch/full"
expect 'not empty: untouched' notes "$(ls -A "$scratch/full")"
complains 'a file' '* is a file: choose the name of a folder.' "$course" init "$scratch/full/notes"
complains 'in a file' '* can be no folder: Not a directory.' "$course" init "$scratch/full/notes/x"
complains 'in the course' '* lies in the course itself, *' "$course" init "$tree/build/mine"
complains 'the course itself' '* lies in the course itself, *' "$course" init "$tree"
complains 'in another' '* lies in another learner?s folder, *' "$course" init "$folder/second"
complains 'no name' 'Which folder is to be yours[?] *' "$course" init
complains 'an empty name' 'Which folder is to be yours[?] *' "$course" init ''
complains 'a name that is none' '* can be no folder: No such file or directory.' \
	"$course" init "$scratch/no/../way"
run "$course" init "$scratch/git"
expect 'an empty repository is as good as nothing' 0 "$status"
run "$course" init "$scratch/a new/folder with 'quotes'"
expect 'a path of several new folders' 0 "$status"
run "$scratch/a new/folder with 'quotes'/course" check overlap
expect_match 'which works' '03-gather/7-overlap: not yet*' "$out"

# ---- What cannot be written ----

# In a mount namespace of our own: a disk of 48 KiB, and then of more; and one that is read-only.
if unshare -rm mount -t tmpfs none "$TMPDIR" 2>/dev/null; then
	mkdir "$scratch/small"
	cat >"$scratch/script" <<'E2'
mount -t tmpfs -o size=48k none "$1/small" || exit 99
"$2" init "$1/small" >/dev/null 2>"$1/said"
echo "full: $?"
cat "$1/said"
find "$1/small" -name new -type f
mount -o remount,size=4m "$1/small"
"$2" init "$1/small" >/dev/null
echo "space: $?"
cp -r "$1/small" "$1/whole"
E2
	run unshare -rm sh "$scratch/script" "$scratch" "$course"
	expect_match 'a full disk: it says so, leaves nothing half, and can be done again' \
		'full: 2
course: cannot write *: No space left on device. See to that, *same command again*stays*
space: 0' "$out"
	folder=$scratch/whole
	expect 'a full disk: all is there at the end' '' "$(strangers)"
	folder=$scratch/mine

	cp solutions/02-coroutines/4-count-down.c "$folder/02-coroutines/"
	cat >"$scratch/script" <<'E2'
mount --bind "$1/mine" "$1/mine" && mount -o remount,ro,bind "$1/mine" || exit 99
"$1/mine/course" check count-down
"$1/mine/course" init
echo "init: $?"
E2
	before=$(sums)
	echo '/* It is raining. */' >>"$tree/tutorial.md"
	run unshare -rm sh "$scratch/script" "$scratch"
	expect_match 'read-only: the verdict all the same' '*1 of 1 passed*init: 2' "$out"
	expect_match 'read-only: what cannot be done' '*your progress is not kept: *Read-only*
course: cannot write *Read-only file system. See to that, *' "$err"
	expect 'read-only: nothing has changed' "$before" "$(sums)"
fi

# ---- Killed ----

# Each time later: when so many files are there. What matters holds whenever it happens.
folder=$scratch/killed
for moment in 1 3 5 8 11 14 17 20; do
	rm -rf "$folder"
	"$course" init "$folder" >/dev/null 2>&1 &
	until [ "$(find "$folder" -type f 2>/dev/null | wc -l)" -ge $moment ]; do
		kill -0 $! 2>/dev/null || break
	done
	kill -KILL $! 2>/dev/null
	wait $! 2>/dev/null
	run "$course" init "$folder"
	expect "killed at $moment: the next one does the rest" '0: ' "$status: $err$(strangers)"
done

# In the midst of an update, in which one file is the learner's.
echo 'mine' >>"$folder/$overlap"
mine=$(cat "$folder/$overlap")
for moment in 1 4 7 10 13; do
	for file in "$tree"/chapters/*/exercises/*.c "$tree/tutorial.md"; do
		echo "/* $moment */" >>"$file"
	done
	touch "$scratch/mark"
	"$course" init "$folder" >/dev/null 2>&1 &
	until [ "$(find "$folder" -newer "$scratch/mark" 2>/dev/null | wc -l)" -ge $moment ]; do
		kill -0 $! 2>/dev/null || break
	done
	kill -KILL $! 2>/dev/null
	wait $! 2>/dev/null
	expect "killed at $moment of an update: mine" "$mine" "$(cat "$folder/$overlap")"
	run "$course" init "$folder"
	expect "killed at $moment of an update: the rest" "0: $overlap" "$status: $err$(strangers)"
done

finish
