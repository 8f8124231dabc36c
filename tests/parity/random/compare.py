"""Plays random programs with asyncio and in C, and compares the transcripts.

    compare.py PLAY 1-500           PLAY is the C program; the seeds are 1 to 500
    compare.py --show PLAY 17       show the program and both transcripts, too
    compare.py --record 17,30-40    write what asyncio prints to recorded/, for `make parity`

One program a seed: of those drawn from it, the first that does not deadlock in asyncio. (There it
waits for ever. Here it is told, which is no difference worth a comparison.)
"""

import argparse
import itertools
import os
import pathlib
import random
import subprocess
import sys

sys.dont_write_bytecode = True
import play
import scenario

RECORDED = pathlib.Path(__file__).parent / "recorded"
LIMIT = "60"  # seconds: nothing waits, so this ends what hangs


def transcript_of(text):
    """What asyncio prints for the program; None if it deadlocks. In a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        sys.stdout = os.fdopen(writer, "w")
        play.play(text)
        sys.stdout.flush()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        transcript = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == play.DEADLOCK:
        return None
    if status != 0:
        sys.exit(f"play.py ended with {status}, playing:\n{text}")
    return transcript


def draw(seed):
    """The program of a seed, its transcript, and how many that deadlock were passed over."""
    source = random.Random(seed)
    for passed_over in itertools.count():
        text = scenario.draw(source)
        transcript = transcript_of(text)
        if transcript is not None:
            return text, transcript, passed_over


def difference(expected, ended):
    """What is wrong with the C program's end and output; None if nothing is."""
    lines = itertools.zip_longest(expected.splitlines(), ended.stdout.splitlines())
    for number, (wanted, found) in enumerate(lines, 1):
        if wanted != found:
            said = f"\n{ended.stderr}" if ended.returncode != 0 else ""
            return f"line {number}: asyncio printed {wanted!r}, C printed {found!r}{said}"
    if ended.returncode != 0:
        return f"the same, but the exit status of C is {ended.returncode}:\n{ended.stderr}"
    return None


def compare(player, seed, show):
    text, expected, passed_over = draw(seed)
    command = ["timeout", "-k", "10", LIMIT, player]
    ended = subprocess.run(command, input=text, capture_output=True, text=True, errors="replace")
    differs = difference(expected, ended)
    if show:
        print(f"{text}\nasyncio:\n{expected}\nC:\n{ended.stdout}")
    if differs:
        print(f"FAILED: seed {seed}: {differs}\n{'' if show else text}", flush=True)
    return differs is None, passed_over


def record(numbers):
    RECORDED.mkdir(exist_ok=True)
    for seed in numbers:
        text, transcript, _ = draw(seed)
        (RECORDED / f"{seed}.txt").write_text(f"{text}\n{transcript}", encoding="ascii")


def seeds(text):
    """Of "3,17,20-30", say."""
    numbers = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("player", nargs="?")
    parser.add_argument("seeds", type=seeds)
    arguments = parser.parse_args()
    if arguments.record:
        record(arguments.seeds)
        return 0
    if arguments.player is None:
        parser.error("PLAY is missing")
    results = [compare(arguments.player, seed, arguments.show) for seed in arguments.seeds]
    passed = sum(same for same, _ in results)
    passed_over = sum(count for _, count in results)
    print(f"(Passed over: {passed_over} programs in which asyncio deadlocks.)")
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if passed == len(results) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
