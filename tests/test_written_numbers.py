"""Numbers and percentages on screen are in the reader's form, also those in texts of the code.

Whoever writes a number says for whom: the viewer's style, or ``ENGLISH`` for files and logs. Where
the reader is not known yet, the text is a ``LocaleText``, whose functions are told the style.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from tests.support.syntax_trees import syntax_in, syntax_of

ROOT = Path(__file__).resolve().parents[1]
# Files, commands and the settings are in ``ENGLISH``; so is what is logged or stored.
FOR_FILES = ("collect", "export", "formatting", "settings", "store", "data_access/store")
FOR_FILES_TOO = {"telephony/data_access/audit.py"}
ROOMS = ("pages", "components", "telephony")
# Also texts of documents; ``components/shared/provenance.py`` localises them for the screen.
REGISTRIES = {"telephony/metrics/page_metrics.py", "telephony/metrics/registry.py"}
LOCALISES = "localise_percents"
PERCENTAGE = re.compile(r"(?<!height:)\d[\s\xa0]?%(?![\w{(])")
NUMBER_FORMAT = re.compile(r",|\.\df|%$")
DATE_FORMAT = re.compile(r"%[abBdeYy]")
# Less than a second in milliseconds, and the height of a line in a stylesheet.
SMALL = {"seconds * 1000", "100 * value / top"}


def modules(*rooms: str) -> list[str]:
    files = (file for room in rooms for file in (ROOT / room).rglob("*.py"))
    return sorted(str(file.relative_to(ROOT)) for file in files)


SHOWING = [
    file
    for file in modules(*ROOMS)
    if not file.startswith(tuple(f"telephony/{room}/" for room in FOR_FILES))
    and file not in FOR_FILES_TOO
]


@cache
def parsed(module: str) -> ast.Module:
    return syntax_in(ROOT / module)


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All of a module's: to walk through it takes longer than to look at each."""
    return tuple(ast.walk(tree))


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """All texts but docstrings, with ``0`` for each value that is filled in."""
    docstrings = {id(node.value) for node in nodes(tree) if isinstance(node, ast.Expr)}
    for node in nodes(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (
                str(one.value) if isinstance(one, ast.Constant) else "0" for one in node.values
            )
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node.lineno, str(node.value)


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


@cache
def optional_styles() -> dict[tuple[str, str], int]:
    """By module and name, the functions that write in ``ENGLISH`` unless told otherwise."""
    found = {}
    for file in modules("telephony"):
        for node in parsed(file).body:
            if isinstance(node, ast.FunctionDef):
                names = [one.arg for one in node.args.args]
                if "style" in names[len(names) - len(node.args.defaults) :]:
                    place = names.index("style")
                    found[file.removesuffix(".py").replace("/", "."), node.name] = place
    return found


def in_english(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The calls of such functions that say nothing of a style."""
    imported = {
        one.asname or one.name: (str(node.module), one.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    for node in nodes(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        module, _, function = name.rpartition(".")
        found = (".".join(imported.get(module, ())), function) if module else imported.get(name)
        place = optional_styles().get(found or ("", ""), -1)
        told = len(node.args) > place or any(one.arg in {"style", None} for one in node.keywords)
        told = told or any(isinstance(one, ast.Starred) for one in node.args)
        if not told:
            yield node.lineno, ast.unparse(node)


def found_in(
    modules: Iterable[str], look: Callable[[ast.Module], list[tuple[int, str]]]
) -> dict[str, list[tuple[int, str]]]:
    """By module, the lines in which something is found."""
    return {module: found for module in modules if (found := look(parsed(module)))}


def percentages(tree: ast.Module) -> list[tuple[int, str]]:
    """The texts with one, in a module that localises none."""
    found = [(line, text) for line, text in texts(tree) if PERCENTAGE.search(text)]
    localises = found and any(
        called(node) == LOCALISES for node in nodes(tree) if isinstance(node, ast.Call)
    )
    return [] if localises else found


def test_a_percentage_in_a_text_is_localised() -> None:
    assert found_in({*SHOWING} - REGISTRIES, percentages) == {}


def formatted(tree: ast.Module, form: re.Pattern[str]) -> list[tuple[int, str]]:
    """The values that Python writes in this form."""
    return [
        (node.lineno, ast.unparse(node))
        for node in nodes(tree)
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and ast.unparse(node.value) not in SMALL
        and any(
            isinstance(part, ast.Constant) and form.search(str(part.value))
            for part in ast.walk(node.format_spec)
        )
    ]


def test_no_number_or_date_is_written_by_python() -> None:
    """``{value:,}`` and ``{value:.1f}`` are right in English alone, ``{day:%d %b}`` nowhere."""
    assert found_in(SHOWING, partial(formatted, form=NUMBER_FORMAT)) == {}
    assert found_in(SHOWING, partial(formatted, form=DATE_FORMAT)) == {}


def test_no_field_has_a_form_of_dates_of_its_own() -> None:
    """The viewer's is ``numeric_date``."""
    components = [file for file in SHOWING if file.startswith("components/")]

    def forms(tree: ast.Module) -> list[tuple[int, str]]:
        return [(line, text) for line, text in texts(tree) if "YYYY" in text]

    assert found_in(components, forms) == {}


def test_each_number_is_written_for_somebody() -> None:
    assert found_in(SHOWING, lambda tree: list(in_english(tree))) == {}


def test_what_is_looked_for_is_found() -> None:
    written = (
        "from telephony.formatting import numbers\nfrom telephony.formatting.numbers import count"
    )
    tree = syntax_of(f"{written}\ncount(1)\nnumbers.percent(0.5)\ncount(1, style)\nlist(1)")
    assert [text for _, text in in_english(tree)] == ["count(1)", "numbers.percent(0.5)"]
    ours = syntax_of("f'{n:,} {n:.0f} {seconds * 1000:.0f} {day:%d %b} {at:%H:%M}'")
    assert [text for _, text in formatted(ours, NUMBER_FORMAT)] == ["{n:,}", "{n:.0f}"]
    assert len(formatted(ours, DATE_FORMAT)) == 1
    assert PERCENTAGE.search("the 95 % interval")
    assert PERCENTAGE.search("0%")
