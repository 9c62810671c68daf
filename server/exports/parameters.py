"""What an export is asked for: the parameters of the page's link, and OData's options.

``filter`` and ``search`` are the page's own and mean what they mean there. The other options work
on the rows that the view keeps. Each of the eight may also be written as in OData, with a ``$``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

from telephony.export.fields import FIELDS
from telephony.export.formats import Format
from telephony.odata.errors import describe_at
from telephony.odata.options import OptionTexts, check_options
from telephony.query.links import PARAMETERS, parse_view
from telephony.query.parameter_reader import ParameterReader, Problem, shown
from telephony.query.view import View

# As many names and values as a link with the most groups and selected extensions can have.
MOST_PARAMETERS: Final = 1_000

_OPTIONS: Final[tuple[str, ...]] = ("top", "skip", "count", "select", "orderby", "expand")
_DOLLAR: Final = "$"
_WITH_DOLLAR: Final = {f"{_DOLLAR}{name}": name for name in ("search", "filter", *_OPTIONS)}
_SORTABLE: Final = frozenset(field.key for field in FIELDS.values())


@dataclass(frozen=True)
class Asked:
    """The view, what the options make of its rows, and the format of the file."""

    view: View
    options: OptionTexts
    form: Format


def asked_of(request: Request, suffix: str) -> Asked:
    """What is asked for. Raises ValueError with a sentence when any of it cannot be meant."""
    params = _without_dollars(_params(request))
    form = _format(suffix, params.pop("about", [""]))
    given = {name: params.pop(name) for name in _OPTIONS if name in params}
    if "orderby" in given and "sort" in params:
        raise ValueError("orderby: stands beside sort. Give one of them.")
    foreign = {name: values for name, values in params.items() if name not in PARAMETERS}
    return Asked(_view(params), _options({**foreign, **given}), form)


def view_of(request: Request, suffix: str) -> tuple[View, Format]:
    """View and format of an export without options. Raises ValueError like `asked_of`."""
    params = _without_dollars(_params(request))
    form = _format(suffix, params.pop("about", [""]))
    for name in _OPTIONS:
        if name in params:
            raise ValueError(f"{name}: is for the export of extensions.")
    return _view(params), form


def _params(request: Request) -> dict[str, list[str]]:
    query_string = request.scope["query_string"].decode("utf-8", "replace")
    try:
        return parse_qs(query_string, errors="replace", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise ValueError(f"There are more than {MOST_PARAMETERS} parameters.") from None


def _without_dollars(params: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The parameters by their plain names; OData wants an option refused that nobody knows."""
    plain: dict[str, list[str]] = {}
    for name, values in params.items():
        if name.startswith(_DOLLAR) and name not in _WITH_DOLLAR:
            raise ValueError(f"{shown(name)}: is not one of {', '.join(_WITH_DOLLAR)}.")
        plain.setdefault(_WITH_DOLLAR.get(name, name), []).extend(values)
    return plain


def _format(suffix: str, about: Sequence[str]) -> Format:
    """Of two formats with one ending the first is the plain one."""
    plain, *others = (form for form in Format if form.suffix == suffix)
    if about == [""]:
        return plain
    if not others:
        raise ValueError(f"about: is for CSV; {plain.label} always says what it is.")
    if about != ["lines"]:
        raise ValueError("about: can only be “lines”, which stand above the table.")
    return others[0]


def _view(params: Mapping[str, Sequence[str]]) -> View:
    """The view of a link's parameters.

    A page shows what is left of a wrong link and says so; a script would never notice.
    """
    parsed = parse_view(params)
    _refuse(parsed.problems)
    if not parsed.view.groups:
        raise ValueError("group: is missing. Give the number of at least one group, group=….")
    if parsed.view.sort.column not in _SORTABLE:
        raise ValueError(f"sort: “{parsed.view.sort.column}” is not a column.")
    return parsed.view


def _options(params: Mapping[str, Sequence[str]]) -> OptionTexts:
    reader = ParameterReader(params)
    options = OptionTexts(**{name: reader.single(name) for name in _OPTIONS})
    for found in check_options(options):
        wrong = describe_at(found.message, found.start, found.suggestion)
        reader.report(found.option, getattr(options, found.option), wrong, "")
    reader.report_misspellings(_OPTIONS)
    _refuse(reader.problems)
    return options


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ValueError(" ".join(problem.fault for problem in problems))
