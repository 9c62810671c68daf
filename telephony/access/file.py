"""The access file as it is now: read again when it has changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Lock
from typing import Final

from telephony.access.parse import parse_rules
from telephony.access.rules import AccessRules
from telephony.settings.toml_file import read_toml
from telephony.settings.values import SettingsError

DEFAULT_PATH: Final = Path("access.toml")
# A change is seen after this long at most; in between the file costs nothing.
_LOOK_SECONDS: Final = 1.0
_log = logging.getLogger("dashboard.access")

# What tells a file from its next version; None for one that is not there.
_Stamp = tuple[int, ...] | None


class AccessFile:
    """The rules in the file at ``path``. Safe to use from any thread.

    A file that is broken, or gone, leaves the rules as they were; ``problem`` says so until it is
    fixed. ``monotonic``: seconds of a clock that nobody sets.
    """

    def __init__(
        self, path: Path, monotonic: Callable[[], float], pbxs: Collection[str] = ()
    ) -> None:
        """Read the file. Raises SettingsError where it is broken: there are no rules yet."""
        self._path = path
        self._monotonic = monotonic
        self.pbxs = tuple(pbxs)
        """The ids of the systems, where there are several."""
        self._lock = Lock()
        self._stamp = _stamp_of(path)
        self._rules = self._read()
        self._look_at = monotonic() + _LOOK_SECONDS
        self.problem = ""
        self.announce: Callable[[str], object] = _tell_nobody
        """Gets a sentence when the rules have changed, or could not."""
        self.reloads = 0
        """How often changed rules came into force."""
        self.failed_reloads = 0
        """How often a changed file could not be used."""

    @property
    def rules(self) -> AccessRules:
        """The rules of the newest version that can be used."""
        with self._lock:
            now = self._monotonic()
            if now >= self._look_at:
                self._look_at = now + _LOOK_SECONDS
                # before it is read: a change during that is seen the next time
                stamp = _stamp_of(self._path)
                if stamp != self._stamp:
                    self._stamp = stamp
                    self._reload()
            return self._rules

    def _reload(self) -> None:
        try:
            self._rules = self._read()
        except SettingsError as error:
            self.failed_reloads += 1
            self.problem = f"The previous access rules are still in force: {error}"
            _log.error("the previous access rules stay in force: %s", error)
            self.announce(f"The previous access rules stay in force: {error}")
        else:
            self.reloads += 1
            self.problem = ""
            _log.warning("the access rules have changed: %s rules", len(self._rules.rules))
            self.announce(f"The access rules have changed: {len(self._rules.rules)} rules")

    def _read(self) -> AccessRules:
        return parse_rules(read_toml(self._path), self.pbxs)


def _tell_nobody(_sentence: str) -> None:
    """Until somebody listens."""


def _stamp_of(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
