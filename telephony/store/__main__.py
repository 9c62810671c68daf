"""``python -m telephony.store``: checks, backs up, restores and prunes the history.

It uses the store of the dashboard's settings, also while dashboards run. Exit code 0 when all is
well, 1 when something is damaged or failed, 2 for wrong arguments.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from telephony.data_access.pbx.client import connection_of
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import companions
from telephony.data_access.store.maintenance import back_up, check_file, check_store, prune, restore
from telephony.data_access.store.store import FILE_NAME, HistoryStore
from telephony.data_access.store.timeouts import Timeouts
from telephony.formatting.command_line import print_failure, print_line
from telephony.formatting.numbers import count_of
from telephony.settings.load import Settings, SettingsError, choose_systems, load_settings
from telephony.store.age import Age
from telephony.store.words import (
    FILE_STAYS_LARGE,
    damage_words,
    file_words,
    prune_words,
    restore_words,
    store_words,
)
from telephony.xapi.clock import SystemClock

# Nobody waits at a page: a large file may take its time, a server that hangs may not.
_FILE_TIMEOUTS = Timeouts(transaction=3600, lock=10)
_SERVER_TIMEOUTS = Timeouts(transaction=30, lock=10)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command with ``words`` as its arguments; the exit code."""
    logging.basicConfig(format="%(message)s", level=logging.ERROR)
    arguments = _parser().parse_args(words)
    run: Callable[[argparse.Namespace, Settings], int] = arguments.run
    try:
        return run(arguments, load_settings())
    except (SettingsError, StoreError) as error:
        return print_failure(str(error))


def _verify(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.file is not None:
        return _verify_file(arguments.file)
    with closing(_open(settings)) as store:
        checked = check_store(store)
    owners = {connection_of(one).identity: one.system for one in settings.several}
    for line in store_words(checked, settings.systems[0].zone, owners):
        print_line(line)
    if damage := damage_words(checked):
        return print_failure(damage)
    if checked.series:
        print_line("All checksums match.")
    return 0


def _verify_file(path: Path) -> int:
    if (problem := _no_file(path)) is not None:
        return print_failure(problem)
    listed, sound = check_file(path)
    if listed == sound:
        print_line(f"{count_of(sound, 'bucket')}: all checksums match.")
        return 0
    return print_failure(file_words(path, listed, sound))


def _back_up(arguments: argparse.Namespace, settings: Settings) -> int:
    path: Path = arguments.file
    if path.exists():
        return print_failure(f"{path} already exists. Choose a new name.")
    file = _file(settings)
    if file is not None and path.resolve() in map(Path.resolve, companions(file)):
        return print_failure(f"{path} would be overwritten by the store. Choose a new name.")
    with closing(_open(settings)) as store:
        copied, damaged = back_up(store, path)
    print_line(f"{count_of(copied, 'bucket')} copied to {path}.")
    if damaged:
        return print_failure(f"{count_of(damaged, 'bucket')} not in the backup: damaged.")
    return 0


def _restore(arguments: argparse.Namespace, settings: Settings) -> int:
    path: Path = arguments.file
    if (problem := _no_file(path)) is not None:
        return print_failure(problem)
    file = _file(settings)
    if file is not None and file.exists() and file.samefile(path):
        return print_failure(
            f"{path} is the store itself. It is repaired when the dashboard opens it."
        )
    with closing(_open(settings, repairs=True)) as store:
        restored = restore(store, path)
    print_line(restore_words(restored))
    if restored.sound < restored.listed:
        damage = file_words(path, restored.listed, restored.sound)
        return print_failure(f"{damage} These are not restored.")
    return 0


def _prune(arguments: argparse.Namespace, settings: Settings) -> int:
    age: Age = arguments.keep
    now = SystemClock().now()
    try:
        systems = choose_systems(settings, arguments.pbx)
    except ValueError as error:
        return print_failure(str(error))
    first = systems[0].zone
    before: dict[str | None, datetime] = {}
    try:
        for one in systems:
            before[connection_of(one).identity if one.pbx_id else None] = age.before(now, one.zone)
    except ValueError as error:
        return print_failure(f"--keep: {error}.")
    if not arguments.pbx:
        # also those that are no longer in the settings
        before[None] = min(before.values())
    with closing(_open(settings)) as store:
        pruned = prune(store, before)
    print_line(prune_words(pruned, max(before.values()), first))
    if not pruned.is_compact:
        print_line(FILE_STAYS_LARGE)
    return 0


def _open(settings: Settings, *, repairs: bool = False) -> HistoryStore:
    """The store of the settings. Raises StoreError when there is none or it cannot be used."""
    file = _file(settings)
    if file is None:
        url = settings.database_url.get_secret_value() if settings.database_url else ""
        store = HistoryStore(url, timeouts=_SERVER_TIMEOUTS, repairs=repairs)
    else:
        if not repairs and not file.exists():
            raise StoreError(f"There is no history at {file}.")
        store = HistoryStore(file, timeouts=_FILE_TIMEOUTS, repairs=repairs)
    if (error := store.error) is not None:
        store.close()
        raise error
    return store


def _no_file(path: Path) -> str | None:
    """What is wrong with a backup's path; reading a pipe or a device would wait for ever."""
    return None if path.is_file() else f"There is no file {path}."


def _file(settings: Settings) -> Path | None:
    return None if settings.database_url else settings.data_dir / FILE_NAME


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m telephony.store", description="Maintain the history of calls."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    verify = command("verify", _verify, "read every bucket and verify its checksum")
    verify.add_argument("file", nargs="?", type=Path, help="a backup instead of the store")
    backup = command("backup", _back_up, "copy every sound bucket into a new SQLite file")
    backup.add_argument("file", type=Path)
    words = "store the buckets of a backup, or of a damaged file, that are not stored yet"
    command("restore", _restore, words).add_argument("file", type=Path)
    pruning = command("prune", _prune, "delete buckets older than --keep, and unused names")
    words = "such as 24months: days, weeks, months or years"
    systems = "the id of a PBX, where there are several; may be repeated (default: all)"
    pruning.add_argument("--pbx", action="append", default=[], metavar="ID", help=systems)
    pruning.add_argument("--keep", type=_age, required=True, metavar="AGE", help=words)
    return parser


def _age(text: str) -> Age:
    try:
        return Age(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
