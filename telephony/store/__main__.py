"""`python -m telephony.store`: checks, copies, restores and prunes the history.

It finds the store as the dashboard does, by the same settings, and may run while dashboards use
it. Exit code 0 when all is well, 1 when something is damaged or could not be done, 2 for a command
that is not understood.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.maintenance import back_up, check_file, check_store, prune, restore
from telephony.data_access.store.store import FILE_NAME, HistoryStore
from telephony.data_access.store.timeouts import Timeouts
from telephony.formatting.command_line import print_failure, print_line
from telephony.formatting.numbers import count_of
from telephony.settings.load import Settings, SettingsError, load_settings
from telephony.store.age import Age
from telephony.store.words import contents, damages, local_day
from telephony.xapi.clock import SystemClock

# Nobody waits at a page: a large file may take its time, a server that hangs may not.
_FILE_TIMEOUTS = Timeouts(transaction=3600, lock=10)
_SERVER_TIMEOUTS = Timeouts(transaction=30, lock=10)


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
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
    print_line(contents(checked, settings.zone))
    for line in damages(checked, settings.zone):
        print_line(line)
    if checked.missing:
        print_line(
            f"{count_of(checked.missing, 'bucket')} cannot be found by the time they are of."
        )
    if not (checked.damaged or checked.missing):
        if checked.series:
            print_line("All checksums are right.")
        return 0
    return print_failure(
        f"{len(checked.damaged) + checked.missing:,} of {checked.bucket_count:,} buckets are "
        "damaged. They are requested again when somebody needs them; restore a backup for days "
        "that the PBX no longer has."
    )


def _verify_file(path: Path) -> int:
    listed, sound = check_file(path)
    if listed == sound:
        print_line(f"{count_of(sound, 'bucket')}: all checksums are right.")
        return 0
    return print_failure(f"{listed - sound:,} of {listed:,} buckets in {path} are damaged.")


def _back_up(arguments: argparse.Namespace, settings: Settings) -> int:
    path: Path = arguments.file
    if path.exists():
        return print_failure(f"{path} is there already. Choose a new name.")
    with closing(_open(settings)) as store:
        copied, damaged = back_up(store, path)
    print_line(f"{count_of(copied, 'bucket')} copied to {path}.")
    if damaged:
        return print_failure(f"{count_of(damaged, 'bucket')} not in the backup: damaged.")
    return 0


def _restore(arguments: argparse.Namespace, settings: Settings) -> int:
    path: Path = arguments.file
    if not path.is_file():
        return print_failure(f"There is no file {path}.")
    file = _file(settings)
    if file is not None and file.exists() and file.samefile(path):
        return print_failure(
            f"{path} is the store itself. It is repaired when the dashboard opens it."
        )
    with closing(_open(settings, repairs=True)) as store:
        done = restore(store, path)
    there = done.sound - done.added
    print_line(f"{count_of(done.added, 'bucket')} restored, {there:,} were in the store already.")
    if done.sound < done.listed:
        return print_failure(
            f"{done.listed - done.sound:,} buckets in {path} are damaged and left out."
        )
    return 0


def _prune(arguments: argparse.Namespace, settings: Settings) -> int:
    age: Age = arguments.keep
    try:
        before = age.before(SystemClock().now(), settings.zone)
    except ValueError as error:
        return print_failure(f"--keep: {error}.")
    with closing(_open(settings)) as store:
        done = prune(store, before)
    day = local_day(before, settings.zone)
    names = f" and {count_of(done.extensions, 'name')} that nothing mentions any more"
    print_line(
        f"{count_of(done.buckets, 'bucket')} from before {day}"
        f"{names if done.extensions else ''} deleted."
    )
    if not done.is_compact:
        print_line(
            "The file stays as large as it was: another program uses it. New days fill the room."
        )
    return 0


def _open(settings: Settings, *, repairs: bool = False) -> HistoryStore:
    """The store of the settings. Raises StoreError where there is none to look after."""
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


def _file(settings: Settings) -> Path | None:
    return None if settings.database_url else settings.data_dir / FILE_NAME


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m telephony.store", description="Look after the history of calls."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    verify = command("verify", _verify, "read every bucket and check it by its checksum")
    verify.add_argument("file", nargs="?", type=Path, help="a backup instead of the store")
    backup = command("backup", _back_up, "copy every sound bucket into a new SQLite file")
    backup.add_argument("file", type=Path)
    words = "store the buckets of a backup, or of a damaged file, that are not there yet"
    command("restore", _restore, words).add_argument("file", type=Path)
    pruning = command("prune", _prune, "delete buckets, and names, that are older than --keep")
    words = "as 24months: days, weeks, months or years"
    pruning.add_argument("--keep", type=_age, required=True, metavar="AGE", help=words)
    return parser


def _age(text: str) -> Age:
    try:
        return Age(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
