"""Whoever follows CONTRIBUTING.md word for word gets what it promises, in as few files."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.documents.pages import ROOT, text
from tests.documents.recipes import copy_with_examples, recipes
from tests.support import plain_http, processes
from tests.support.dashboard_settings import settings
from tests.support.processes import STREAMLIT, Server, with_packages
from tests.support.session import Session, lines, words
from tests.test_requirements import chosen

FILES = {
    "a metric": {"telephony/metrics/registry.py"},
    "a chart": {
        "telephony/charts/overview/unanswered.py",
        "components/overview/view_model.py",
    },
    "a page": {
        "components/busiest/__init__.py",
        "components/busiest/sentence.py",
        "pages/busiest.py",
        "server/shell.py",
    },
    "an export": {"server/exports/calls.py", "server/routes.py", "docs/exports.md"},
    "a format": {"telephony/export/formats.py", "tests/support/files.py"},
    "a setting": {"telephony/settings/settings.py", ".env.example", "docs/admin-guide.md"},
    "a dependency": set(),
}
# Of what there is already: not of another example.
IMPORT = re.compile(
    r"^ *from (?!components\.busiest|pages\.busiest|\S+\.unanswered |__future__)(\S+) import (.+?)"
    r"(?:  #.*)?$",
    re.MULTILINE,
)
QUERY = "group=GRP0000&range=last_week"


def test_each_recipe_touches_these_files_and_no_others() -> None:
    touched = {name: {one.path for one in found} for name, found in recipes().items()}
    assert touched == FILES


@pytest.mark.parametrize("recipe", FILES)
def test_each_example_has_its_place_and_imports_what_there_is(recipe: str) -> None:
    """At once, what the slow tests below would show later: a name was changed."""
    for example in recipes()[recipe]:
        if example.where:
            assert example.text in example.applied(text(example.path))
        else:
            assert not (ROOT / example.path).exists()
        for module, names in IMPORT.findall(example.text):
            found = import_module(module)
            parts = {part.name for part in iter_modules(getattr(found, "__path__", ()))}
            assert {*names.split(", ")} - {*dir(found), *parts} == set(), module


def test_every_dependency_has_its_reason() -> None:
    reasons = text("docs/decisions/packages.md").casefold()
    assert [one.name for one in chosen("requirements") if one.name.casefold() not in reasons] == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in which every example is followed."""
    root = tmp_path_factory.mktemp("recipes") / "project"
    copy_with_examples(root)
    return root


@pytest.fixture(scope="module")
def followed(copy: Path) -> dict[str, Any]:
    """What is new in it, as a program of its own finds it once ``make docs`` was called."""
    found: dict[str, Any] = json.loads(run(copy, "-m", "tests.documents.followed"))
    return found


@pytest.fixture(scope="module")
def served(copy: Path) -> Iterator[Server]:
    """It, over a demo PBX."""
    with running(Options(extensions=8)) as pbx:
        server = Server(STREAMLIT, settings(pbx.base_url), copy, copy / "output", with_packages)
        try:
            server.until_healthy()
            yield server
        finally:
            server.stop()


def run(root: Path, *arguments: str) -> str:
    """What Python prints for these arguments in this folder; it has to succeed."""
    ended = processes.run((sys.executable, *arguments), folder=root, start=with_packages)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def rows(served: Server, name: str) -> list[dict[str, Any]]:
    response = plain_http.get(f"{served.url}/export/{name}.json?{QUERY}", timeout=60)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["rows"]
    return found


@pytest.mark.slow
def test_the_new_metric_is_a_column_with_a_definition_and_the_right_value(
    copy: Path, followed: dict[str, Any], served: Server
) -> None:
    assert "Answered calls" in followed["columns"]
    assert followed["definition"] == "inbound answered and outbound answered."
    assert "| **Answered calls** | inbound answered and" in (copy / "docs/metrics.md").read_text()
    found = rows(served, "extensions")
    assert sum(row["answered"] for row in found) > 0
    for row in found:
        assert row["answered"] == row["inbound_answered"] + row["outbound_answered"]
        assert list(row)[-1] == "answered"


@pytest.mark.slow
def test_the_new_chart_is_on_its_page(followed: dict[str, Any]) -> None:
    assert "chart_unanswered" in followed["charts"]


@pytest.mark.slow
def test_the_new_page_opens_at_its_address(served: Server) -> None:
    with Session(served.url, "busiest", QUERY) as session:
        messages = session.run()
    assert words(messages) == []
    assert [line for line in lines(messages) if "has the most calls: " in line]


@pytest.mark.slow
def test_the_new_export_has_the_calls_of_each_extension(served: Server) -> None:
    expected = {row["extension"]: row["calls"] for row in rows(served, "extensions")}
    assert {row["extension"]: row["calls"] for row in rows(served, "calls")} == expected
    wrong = plain_http.get(f"{served.url}/export/calls.csv?group=nobody", timeout=60)
    assert wrong.status_code == 404


@pytest.mark.slow
def test_the_new_format_is_in_the_menu_and_over_http(
    followed: dict[str, Any], served: Server
) -> None:
    assert "JSON Lines" in followed["menu"]
    response = plain_http.get(f"{served.url}/export/extensions.jsonl?{QUERY}", timeout=60)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/jsonl")
    found = [json.loads(line) for line in response.text.splitlines()]
    assert [row["calls"] for row in found] == [row["calls"] for row in rows(served, "extensions")]


@pytest.mark.slow
def test_the_new_setting_is_read_and_a_bad_value_stops_the_start_with_its_name(
    followed: dict[str, Any],
) -> None:
    assert followed["setting"] is True
    assert followed["refusal"] == (
        "DASHBOARD_SHOW_IDLE is neither true nor false. Give one of the two."
    )


@pytest.mark.slow
def test_documents_style_and_contracts_hold_after_the_recipes(
    copy: Path, followed: dict[str, Any]
) -> None:
    assert followed["complaints"] == ""
    touched = [one for paths in FILES.values() for one in paths if one.endswith(".py")]
    run(copy, "-m", "ruff", "check", *touched)
    run(copy, "-m", "ruff", "format", "--check", *touched)
    run(copy, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
