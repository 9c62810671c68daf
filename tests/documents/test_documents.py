"""The documents say what the code does: each name in them exists, and each that exists is named."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docs.generate import metrics_page, with_formats
from server.routes import EXPORTS
from telephony.explore import links as explorer_links
from telephony.export.formats import Format
from telephony.query.links import PARAMETERS
from telephony.settings.load import NAMES
from telephony.store.__main__ import main as store_command
from tests.documents.pages import (
    DOCUMENTS,
    FAULTS,
    ROOT,
    anchors,
    commands,
    first_cells,
    prose,
    section,
    text,
)
from tests.support import plain_http
from tests.support.processes import dashboard, run

LONGEST_README = 120
SYSTEM_SETTINGS = {"HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
OPTIONS = {"top", "skip", "orderby", "select", "count", "filter", "search", "expand"}
STATUSES = {200, 304, 400, 401, 403, 404, 405, 429, 502, 503, 504}
TOP_FOLDERS = ("app.py", "pages", "components", "server", "telephony", "demo_pbx", "tests")
OLD_PHRASES = re.compile(
    r"\b(?:calls? to the PBX|picked out|mend(?:s|ed)?|quiet extensions|the usual ones)\b",
    re.IGNORECASE,
)
MODULES = ("telephony.store", "telephony.collect", "demo_pbx")


def test_the_readme_fits_two_screens() -> None:
    assert len(text("README.md").splitlines()) <= LONGEST_README


def test_every_link_within_the_project_leads_somewhere() -> None:
    assert found_in_documents(broken_links) == {}


def found_in_documents(look: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """By document, what is found in it."""
    assert DOCUMENTS
    return {str(one.relative_to(ROOT)): found for one in DOCUMENTS if (found := look(one))}


def broken_links(document: Path) -> list[str]:
    """The links of a document to a file or a heading that is not there."""
    found = []
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if re.match(r"https?:", target):
            continue
        if not file.exists() or (anchor and anchor not in anchors(file)):
            found.append(target)
    return found


def test_every_file_that_is_named_exists() -> None:
    folders = "|".join(map(re.escape, TOP_FOLDERS))
    named = re.compile(rf"`((?:{folders})/[\w/.-]+)`")

    def missing(document: Path) -> list[str]:
        return [path for path in named.findall(prose(document)) if not (ROOT / path).exists()]

    assert found_in_documents(missing) == {}


def test_every_setting_is_explained() -> None:
    assert sorted(first_cells(section("docs/admin-guide.md", "## Settings"))) == sorted(NAMES)
    sample = text(".env.example")
    assert [name for name in NAMES if name not in sample and name not in SYSTEM_SETTINGS] == []


def test_every_setting_that_is_named_exists() -> None:
    def unknown(document: Path) -> list[str]:
        named = re.findall(r"\b(?:THREECX|TELEPHONY|DASHBOARD)_[A-Z0-9_]+\b", prose(document))
        return [name for name in named if name not in NAMES]

    assert found_in_documents(unknown) == {}


def test_every_parameter_of_a_link_is_explained() -> None:
    found = section("docs/user-guide.md", "## The parameters of a link")
    of_views, _, of_explorer = found.partition("The explorer has")
    assert sorted(first_cells(of_views)) == sorted(PARAMETERS)
    shared = {"pbx", "group", "range", "from", "to", "area"}
    assert set(first_cells(of_explorer)) | shared == set(explorer_links.PARAMETERS)


def test_every_format_option_and_status_of_exports_is_explained() -> None:
    formats = first_cells(section("docs/exports.md", "## Formats"))
    assert sorted(formats) == sorted({form.suffix for form in Format})
    assert set(first_cells(section("docs/exports.md", "## OData options"))) == OPTIONS
    statuses = section("docs/exports.md", "## Status codes")
    assert {int(code) for code in re.findall(r"^\| (\d{3}) \|", statuses, re.MULTILINE)} == STATUSES


def test_every_make_target_is_explained_and_every_one_that_is_named_exists() -> None:
    targets = set(re.search(r"^\.PHONY: (.+)$", text("Makefile"), re.MULTILINE)[1].split())
    for document in DOCUMENTS:
        body = document.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^    |`)(?:\w+=\S+ )?make (\w+)", body, re.MULTILINE)) <= targets
    explained = re.findall(r"^    make (\w+)", text("CONTRIBUTING.md"), re.MULTILINE)
    assert sorted(explained) == sorted(targets)


def test_every_command_of_the_store_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        store_command(["--help"])
    listed = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert listed
    shown = section("docs/admin-guide.md", "## Backup and maintenance")
    assert re.findall(r"telephony\.store (\w+)", shown) == listed


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_every_option_of_a_command_exists(module: str) -> None:
    lines = [line for document in DOCUMENTS for line in commands(document)]
    pattern = rf"python -m {re.escape(module)}\b(.*)"
    used = [match[1] for line in lines if (match := re.search(pattern, line.split("  #")[0]))]
    assert used, f"no document shows {module}"
    options = {option for rest in used for option in re.findall(r"--[a-z0-9-]+", rest)}
    subcommands = sorted(
        {rest.split()[0] for rest in used if re.match(r" [a-z]+", rest)} - {"warm"}
    )
    help_texts = "".join(
        run((sys.executable, "-m", module, *words, "--help")).stdout
        for words in ([], *([name] for name in subcommands))
    )
    assert [option for option in options if option not in help_texts] == []


def test_every_room_of_the_code_has_its_place_in_the_picture() -> None:
    rooms = section("docs/architecture.md", "## Rooms")
    pages = {ROOT / "components" / page.stem for page in (ROOT / "pages").glob("*.py")}
    folders = {path.parent for path in ROOT.glob("[tc]*/*/__init__.py")} - pages
    named = [room for room in folders if room.parent.name in ("telephony", "components")]
    assert ROOT / "components" / "shared" in named
    assert [room for room in named if f"{room.name}/" not in rooms] == []


def test_the_page_of_metrics_is_that_of_the_registry() -> None:
    assert text("docs/metrics.md") == metrics_page()


def test_every_export_is_explained() -> None:
    explained = first_cells(text("docs/exports.md").partition("\n## Formats\n")[0])
    addresses = [name for name in explained if name.startswith("/export/")]
    assert addresses == [f"/export/{name}.*" for name in EXPORTS]


def test_the_table_of_formats_is_that_of_the_code() -> None:
    assert with_formats(text("docs/exports.md")) == text("docs/exports.md")


def test_the_words_of_the_glossary_are_used() -> None:
    """Phrases of which the glossary has a plainer one; the page of faults is written by a run."""

    def old_phrases(document: Path) -> list[str]:
        body = document.read_text(encoding="utf-8")
        return [] if document == FAULTS else OLD_PHRASES.findall(body)

    assert found_in_documents(old_phrases) == {}


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with dashboard() as server:
        yield server.url


@pytest.mark.slow
def test_every_address_that_is_shown_works(served: str) -> None:
    lines = [line for document in DOCUMENTS for line in commands(document)]
    shown = {
        address
        for line in lines
        if line.startswith("curl ")
        for address in re.findall(r"http://127\.0\.0\.1:8501[^\s\"']*", line)
    }
    assert shown
    for address in sorted(shown):
        response = plain_http.get(address.replace("http://127.0.0.1:8501", served), timeout=60)
        assert response.status_code == 200, address


def test_make_run_serves_app_py_and_make_test_runs_all_tests() -> None:
    recipes = text("Makefile")
    assert re.search(r"^run: .*\n\t\$\(BIN\)/streamlit run app\.py", recipes, re.MULTILINE)
    assert re.search(r"^test: .*\n\t\$\(PYTEST\) \$\(PARALLEL\)$", recipes, re.MULTILINE)
    assert "make test" in text(".ci/run")
