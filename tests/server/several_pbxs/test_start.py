"""A start with ``pbx.toml``: what is wrong with it is one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.processes import UVICORN, checkout, run
from tests.support.two_pbxs import KEYS, pbx_toml

ORIGINS = {"berlin": "https://berlin.example.com", "york": "https://york.example.com"}
RefusedStart = Callable[[Mapping[str, str]], str]


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        (
            {**KEYS, "THREECX_URL": "https://pbx.example.com"},
            "THREECX_URL is set, and pbx.toml describes the PBXs.",
        ),
        ({}, "pbx.toml, line 6: api_key_env names an environment variable that is not set"),
    ],
)
def test_a_start_ends_with_one_line_that_says_what_to_change(
    tmp_path: Path, refused_start: RefusedStart, environment: dict[str, str], line: str
) -> None:
    (tmp_path / "pbx.toml").write_text(pbx_toml(ORIGINS), encoding="utf-8")
    assert refused_start(environment).startswith(f"The dashboard cannot start: {line}")


def test_real_pbxs_are_not_served_to_other_machines_without_a_way_to_sign_in() -> None:
    with checkout() as folder:
        (folder / "pbx.toml").write_text(pbx_toml(ORIGINS), encoding="utf-8")
        every = "0.0.0.0"  # noqa: S104  # what is refused here
        ended = run((*UVICORN, "--host", every), KEYS, folder)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "DASHBOARD_OPEN" in ended.stderr
