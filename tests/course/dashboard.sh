#!/bin/sh
# The dashboard on a terminal: what a learner sees and does, in a terminal of our own
# (tests/course/programs/typist.c), and that the terminal is as it was before, whatever ends it.

. tests/course/functions
make_tree tree
mkdir "$scratch/tmp"
export TMPDIR="$scratch/tmp"
typist=$root/$build/tests/course/programs/typist
file=03-gather/7-overlap
source=$tree/chapters/03-gather/exercises/7-overlap.c
solution=$root/solutions/$file.c
starter=$root/chapters/03-gather/exercises/7-overlap.c
names=$(cd "$build/exercises" && echo */*)
first=${names%% *}
after=${names#*"$file "} after=${after%% *}
go='l / o v e r l a p Enter Enter'
run_it="exec env TERM=xterm $course"

# plays DESCRIPTION: what is on stdin goes as it says there; sets $out. With nothing remembered of
# before; goes_on is the same with what is.
plays() {
	rm -f "$tree/build/progress.json"
	goes_on "$1"
}

goes_on() {
	run "$typist"
	if [ "$status" -eq 0 ]; then
		ok "$1"
	else
		not_ok "$1" "$out" "$err"
	fi
}

# ---- A walk ----

cp "$solution" "$source"
sed 's/int fetch_page/& x/' "$source" >"$scratch/broken.c"
unset NO_COLOR
plays 'a walk: break it, fix it, pass, go on' <<END
start $run_it
see $first: not yet
type l
see exercises: all
type / o v e r l a p Enter
see 1 of
type Enter
see $file: passed, 10 of 10 points
see s solution
see ] 10 of
do cp $scratch/broken.c $source
see error:
see $file: not yet
do cp $starter $source
see expected: 3 s until the page is shown
type h
see hint 1:
type h h h
see hint 3:
see There are three hints.
do cp $solution $source
see $file: passed
type s
see The solution
see #include "async.h"
type q
see hint 3:
type t
see on the clock
type q
type ?
see once yours has passed
type Escape
see hint 3:
type n
see $after: not yet
type n
see Not yet: this one has not passed.
type p
see $file: passed
type q
end
END
expect 'a walk: exit status' 'exit status 0' "$out"
goes_on 'the next day: what was at hand, what has passed, the hints that were shown' <<END
start $run_it
see $file: passed
see ] 10 of
see hint 3:
type n
see $after: not yet
type q
end
END
goes_on 'and where one was then' <<END
start $run_it
see $after: not yet
type c
see All checked
see 1 of
type q q
end
END

# ---- How files are saved ----

for means in inotify polling; do
	[ $means = polling ] && watch=poll || watch=
	cp "$starter" "$source"
	plays "saved, by $means: written, replaced, gone, back, its folder, too" <<END
start exec env TERM=xterm COURSE_WATCH=$watch $course
see $first: not yet
type $go
see expected: 3 s until the page is shown
do cat $solution >$source
see $file: passed
do cp $starter $scratch/new && mv $scratch/new $source
see expected: 3 s until the page is shown
type ?
see which is noticed by $means
type q
do rm $source
see There is no file
do cp $solution $source
see $file: passed
do mv ${source%/*} $scratch/away
see There is no file
do mv $scratch/away ${source%/*}
see $file: passed
type q
end
END
done

# ---- A check that takes long ----

sed 's/^	for (int i.*/	for (;;);/;/weather\[i\] =/d' "$starter" >"$scratch/endless.c"
cp "$scratch/endless.c" "$source"
plays 'a file that is saved while it is checked is checked anew' <<END
start $run_it
see not yet
type $go
see checking $file ...
type h
see hint 1:
do cp $solution $source
see $file: passed
do cp $scratch/endless.c $source
see checking $file ...
type q
end
END

# ---- Sizes ----

{
	echo 'size 40x12'
	echo "start $run_it"
	echo 'see q quit'
	for size in 80x24 20x8 10x3 5x2 1x1 200x60 40x12; do
		for key in l Escape '?' q c h l; do
			echo "size $size"
			echo "type $key"
		done
		echo 'type q'
	done
	cat <<END
type l
see exercises: all
type / o v e r Enter
see 1 of
type Enter
see 03-gather/7-overlap  modify
see expected
type q
end
END
} >"$scratch/sizes"
cp "$starter" "$source"
plays 'any size' <"$scratch/sizes"

# ---- Colours, letters, links ----

plays 'NO_COLOR' <<END
colourless
start exec env TERM=xterm NO_COLOR=1 LC_ALL=C $course
see [--
see not yet
type l
see >* $first
type q q
end
END
plays 'letters of Unicode, and a link' <<END
start exec env TERM=xterm LC_ALL=C.UTF-8 FORCE_HYPERLINK=1 $course
see [░░
link file://
link /chapters/01-event-loop/exercises/2-who-runs-first.c
type q
end
END
plays 'TERM=dumb: lines' <<END
colourless
size 80x60
start exec env TERM=dumb $course
see h hint  l list
type h Enter
see hint 1:
type q Enter
end
END

# ---- However it ends ----

plays 'Ctrl-C' <<END
start $run_it
see not yet
type ^C
end
END
expect 'Ctrl-C: exit status' 'exit status 130' "$out"
for signal in 1 9 15; do
	plays "signal $signal" <<END
start $run_it
see not yet
kill $signal
end
END
done
rm -rf "$TMPDIR"/*	# of signal 9
plays 'Ctrl-Z, and back' <<END
start exec env TERM=xterm PS1=shell: sh -i
see shell:
type $course Enter
see not yet
type ^Z
see Stopped
type stty Space -a Enter
see  icanon
type fg Enter
unsee Stopped
see not yet
see q quit
type q
see shell:
type exit Enter
end
END

# Whenever it is killed: what has passed stays passed, and the terminal is as it was. Each time it
# is killed a little later.
cp "$solution" "$source"
plays 'something has passed' <<END
start $run_it
see not yet
type $go
see $file: passed
type q
end
END
for moment in 1 2 3 4 5 6 7 8 9 10 11 12; do
	{
		echo "start $run_it"
		[ $((moment % 3)) -eq 0 ] || echo "see $file: passed"
		echo "type h h r n"
		for turn in $(seq $((moment * 3))); do
			echo 'do true'
		done
		echo 'kill 9'
		echo 'end'
	} >"$scratch/script"
	goes_on "killed at some moment, $moment" <"$scratch/script"
	rm -rf "$TMPDIR"/*
	goes_on "killed at some moment, $moment: nothing is lost" <<END
start $run_it
see ] 10 of
type $go
see $file: passed
type q
end
END
done

# ---- What the machine does not let us do ----

# A learner's folder of 1 MiB that is full, until somebody writes to the pipe.
folder=$scratch/full
mkdir "$folder"
mkfifo "$scratch/room"
cat >"$scratch/fill" <<END
mkdir -p $folder/.course $folder/03-gather
cp $solution $folder/03-gather/
cat /dev/zero >$folder/rest 2>/dev/null
{ read -r line <$scratch/room; rm $folder/rest; echo >$scratch/room; } &
exec env TERM=xterm COURSE_FOLDER=$folder $course
END
full="exec bwrap --dev-bind / / --size 1048576 --tmpfs $folder sh $scratch/fill"
plays 'the disk is full: a verdict, and what is wrong' <<END
size 180x24
start $full
see Your progress is not kept: cannot write
type $go
see $file: passed
see No space left on device
type q
end
END
expect 'the disk is full: exit status' 'exit status 1' "$out"
plays 'the disk is full, and then is not: what was not kept is' <<END
size 180x24
start $full
see Your progress is not kept: cannot write
type $go
see $file: passed
do echo >$scratch/room; read -r line <$scratch/room
type q
end
END
expect 'the disk is full, and then is not: exit status' 'exit status 0' "$out"
plays 'the folder is read-only' <<END
size 180x24
start exec env TERM=xterm bwrap --dev-bind / / --ro-bind $tree $tree $course
see Your progress is not kept: cannot
type $go
see $file: passed
see Read-only file system
type q
end
END

expect 'nothing is left behind' '' "$(ls -A "$TMPDIR")"

finish
