"""The parameters of an export: those of the page's link, and OData options.

``filter`` and ``search`` are parameters of the page and work as they do there. The other options
apply to the rows of the view. Each of the eight may also be written as in OData, with a ``$``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

from telephony.export.fields import FIELDS
from telephony.export.formats import Format
from telephony.odata.errors import describe_at
from telephony.odata.option_texts import OptionTexts, check_options
from telephony.query.links import PARAMETERS, parse_view
from telephony.query.parameter_reader import ParameterReader, Problem, shown
from telephony.query.view import View
from telephony.tables.extensions import PAGE_SORTS

# As many as a link with the most groups and selected extensions has.
MOST_PARAMETERS: Final = 1_000

_OPTIONS: Final[tuple[str, ...]] = ("top", "skip", "count", "select", "orderby", "expand")
_DOLLAR: Final = "$"
_WITH_DOLLAR: Final = {f"{_DOLLAR}{name}": name for name in ("search", "filter", *_OPTIONS)}
_SORTABLE: Final = frozenset(field.key for field in FIELDS.values()) | PAGE_SORTS


@dataclass(frozen=True)
class ExportParameters:
    """The view, the format of the file, and the OData options for the rows of the view."""

    view: View
    form: Format
    options: OptionTexts


def read_parameters(request: Request, suffix: str, pbx: str = "") -> ExportParameters:
    """View, format and options. Raises ValueError with a sentence for each that is invalid.

    ``pbx``: the id of the PBX that the request is for; empty where there is only one.
    """
    params = _without_dollars(_params(request))
    form = _format(suffix, params.pop("about", [""]))
    given = {name: params.pop(name) for name in _OPTIONS if name in params}
    if "orderby" in given and "sort" in params:
        raise ValueError("orderby: cannot be combined with sort. Use one of them.")
    foreign = {name: values for name, values in params.items() if name not in PARAMETERS}
    return ExportParameters(_view(params, pbx), form, _options({**foreign, **given}))


def read_parameters_without_options(
    request: Request, suffix: str, pbx: str = "", *, every_group: bool = False
) -> ExportParameters:
    """View and format for an export that has no options. Raises ValueError likewise.

    ``every_group``: no group means all of them.
    """
    params = _without_dollars(_params(request))
    form = _format(suffix, params.pop("about", [""]))
    for name in _OPTIONS:
        if name in params:
            raise ValueError(f"{name}: applies to the export of extensions only.")
    return ExportParameters(_view(params, pbx, every_group=every_group), form, OptionTexts())


def _params(request: Request) -> dict[str, list[str]]:
    query_string = request.scope["query_string"].decode("utf-8", "replace")
    try:
        return parse_qs(query_string, errors="replace", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise ValueError(f"There are more than {MOST_PARAMETERS} parameters.") from None


def _without_dollars(params: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The parameters by their plain names; an unknown option is an error, as OData requires."""
    plain: dict[str, list[str]] = {}
    for name, values in params.items():
        if name.startswith(_DOLLAR) and name not in _WITH_DOLLAR:
            raise ValueError(f"{shown(name)}: is not one of {', '.join(_WITH_DOLLAR)}.")
        plain.setdefault(_WITH_DOLLAR.get(name, name), []).extend(values)
    return plain


def _format(suffix: str, about: Sequence[str]) -> Format:
    """The format with this suffix; of two the first is the plain one."""
    plain, *others = (form for form in Format if form.suffix == suffix)
    if about == [""]:
        return plain
    if not others:
        raise ValueError(f"about: applies to CSV only; {plain.label} always has the query details.")
    if about != ["lines"]:
        raise ValueError("about: can only be “lines”, for query details above the table.")
    return others[0]


def _view(params: Mapping[str, Sequence[str]], pbx: str, *, every_group: bool = False) -> View:
    """The view of a link's parameters.

    A page ignores an invalid parameter and says so; a script would never notice, so it is an error.
    """
    parsed = parse_view(params)
    _refuse(parsed.problems)
    if not parsed.view.groups and not every_group:
        raise ValueError("group: is missing. Add the number of at least one group, group=….")
    if parsed.view.sort.column not in _SORTABLE:
        raise ValueError(f"sort: “{shown(parsed.view.sort.column)}” is not a column.")
    return replace(parsed.view, pbx=pbx)


def _options(params: Mapping[str, Sequence[str]]) -> OptionTexts:
    reader = ParameterReader(params)
    options = OptionTexts(**{name: reader.single(name) for name in _OPTIONS})
    for problem in check_options(options):
        wrong = describe_at(problem.message, problem.start, problem.suggestion)
        reader.report(problem.option, getattr(options, problem.option), wrong, "")
    reader.report_misspellings(_OPTIONS)
    _refuse(reader.problems)
    return options


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ValueError(" ".join(problem.fault for problem in problems))
