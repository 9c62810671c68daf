"""Two processes that write buckets until they are killed, again and again.

    python -m tests.support.store_writers ROUNDS FOLDER [ADDRESS]

Prints the number of each day that a writer has stored. The writers are forked from one
process that has imported everything: a start of Python for each would take a second.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.support.numbered_buckets import SERIES, fetched_bucket
from tests.support.stores import Place

# So many that most kills come while they are written.
ROWS = 150


def write_until_killed(place: Place, seed: int, output: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # repeatable
    store = place.open()
    while True:
        number = chance.randrange(400)
        store.buckets.save(SERIES, [fetched_bucket(number, store.extensions, rows=ROWS)])
        os.write(output, f"{number}\n".encode())


def line(source: int) -> bytes:
    """The next line; what writers print is short enough to arrive in one piece."""
    text = b""
    while not text.endswith(b"\n"):
        text += os.read(source, 1)
    return text


def main() -> None:
    rounds, folder, *address = sys.argv[1:]
    place = Place(Path(folder), address[0] if address else None)
    chance = random.Random(7)  # noqa: S311  # repeatable
    source, output = os.pipe()
    for turn in range(int(rounds)):
        writers = []
        for side in (0, 1):
            child = os.fork()
            if child == 0:
                write_until_killed(place, 2 * turn + side, output)
            writers.append(child)
        # anywhere from the opening to the middle of some write
        for _ in range(chance.choice((0, 2, 4, 6))):
            os.write(sys.stdout.fileno(), line(source))
        time.sleep(chance.uniform(0, 0.01))
        for child in writers:
            os.kill(child, signal.SIGKILL)
        for child in writers:
            os.waitpid(child, 0)
    os.close(output)
    while rest := os.read(source, 4096):
        os.write(sys.stdout.fileno(), rest)


if __name__ == "__main__":
    main()
