"""Reads the parameters of a link; what is wrong with one becomes a sentence for the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText, in_style
from telephony.formatting.numbers import count
from telephony.formatting.suggestions import nearest
from telephony.formatting.text import is_readable, visible

# Enough of a wrong value to recognise it in a notice.
_SHOWN_LENGTH = 40
# So many unknown names are compared with ours: comparing takes time.
_MAX_COMPARED = 50
# More notices would push the page out of sight.
_MAX_NAMED = 8
# All short names are alike: "top" is no misspelling of "to".
_SHORTEST_NAME = 4

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """A wrong parameter: its name, its value (short and on one line), and a sentence with both.

    ``message`` says what is used instead, ``fault`` does not. Both quote what came in, so they
    are shown as plain text.
    """

    parameter: str
    value: str
    message: str
    fault: str


class ParameterReader:
    """Reads parameters by name and collects their problems. No method raises.

    An empty value counts as not given, a repeated one as given once.
    """

    def __init__(self, params: Mapping[str, Sequence[str]]) -> None:
        self._params = params
        self.problems: list[Problem] = []

    def single(self, name: str) -> str:
        """The first value, or an empty text."""
        given = self._given(name)
        if len(given) > 1:
            self.report(name, given[1], "is a second value", "The first is used.")
        return given[0] if given else ""

    def several(self, name: str, limit: int, longest: int) -> tuple[str, ...]:
        """At most ``limit`` readable values of at most ``longest`` characters each."""
        given = self._given(name)
        good = [value for value in given if is_readable(value, longest)]
        bad = [value for value in given if not is_readable(value, longest)]
        if bad:
            self.report(name, bad[0], "is unreadable or too long", "It is ignored.")
        if len(good) > limit:
            self.report(name, good[limit], "is one too many", f"The first {limit} are used.")
        return tuple(good[:limit])

    def text(self, name: str, longest: int, instead: str) -> str:
        """A readable text, or an empty one."""
        value = self.single(name)
        if is_readable(value, longest):
            return value
        self.report(name, value, f"is unreadable or longer than {longest} characters", instead)
        return ""

    def one_of(self, name: str, options: Mapping[str, T], default: T, instead: str) -> T:
        """What the value stands for in ``options``; the default for none and for an unknown one."""
        value = self.single(name)
        if value and value not in options:
            self.report(name, value, f"is not one of {', '.join(options)}", instead)
        return options.get(value, default)

    def report_misspellings(self, known: Sequence[str]) -> None:
        """Report unknown names that look like one of the ``known``."""
        for name, meant in self._unknown(known):
            if meant:
                self.report(name, "", f"is unknown; perhaps {meant} is meant", "It is ignored.")

    def report_unknown(self, known: Sequence[str]) -> None:
        """Report the other unknown names: the first few, then how many more there are."""
        names = [name for name, meant in self._unknown(known) if not meant]
        for name in names[:_MAX_NAMED]:
            self.report(name, "", "is not a parameter of this page", "It is ignored.")
        if len(names) > _MAX_NAMED:
            more = len(self._params.keys() - set(known)) - _MAX_NAMED
            wrong = LocaleText(_one_of_more, more)
            self.report(names[_MAX_NAMED], "", wrong, "They are ignored.")

    def report(self, parameter: str, value: str, wrong: str, instead: str) -> None:
        """Collect a problem; its arguments are those of ``describe_problem``."""
        new = describe_problem(parameter, value, wrong, instead)
        if new not in self.problems:  # one parameter may be read in two ways
            self.problems.append(new)

    def _unknown(self, known: Sequence[str]) -> list[tuple[str, str]]:
        """The first unknown names, each with the known one that is perhaps meant, or empty."""
        unknown = (name for name in self._params if name not in known)
        ours = [name for name in known if len(name) >= _SHORTEST_NAME]
        return [(name, nearest(name, ours)) for name in islice(unknown, _MAX_COMPARED)]

    def _given(self, name: str) -> list[str]:
        return list(dict.fromkeys(value for value in self._params.get(name, ()) if value))


def describe_problem(parameter: str, value: str, wrong: str, instead: str) -> Problem:
    """What is ``wrong`` with a parameter (without full stop), what is used ``instead`` (with)."""
    quoted = f"“{shown(value)}” " if value else ""
    begin = f"{shown(parameter)}: {quoted}"
    message = LocaleText(_message, begin, wrong, instead)
    return Problem(shown(parameter), shown(value), message, f"{begin}{wrong}.")


def _message(begin: str, wrong: str, instead: str, style: LocaleStyle) -> str:
    return f"{begin}{in_style(wrong, style)}. {instead}"


def _one_of_more(more: int, style: LocaleStyle) -> str:
    return f"is one of {count(more, style)} more"


def shown(value: str) -> str:
    """A text from a link for a notice: short, on one line, and to be seen."""
    return visible(value[: 2 * _SHOWN_LENGTH], _SHOWN_LENGTH)
