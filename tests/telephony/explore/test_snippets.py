"""What is copied from the page works: run against the demo PBX."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from urllib.parse import quote

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.explore.snippets import curl_snippet, httpx_snippet
from tests.demo_pbx.http_client import report_path

FILTER = quote("Dn ne '100'")
PATH = f"{report_path('GRP0000')}?$top=2&$filter={FILTER}"
ENVIRONMENT = {**os.environ, "CLIENT_ID": "demo", "API_KEY": "demo"}


@pytest.mark.slow
def test_the_python_program_prints_the_rows() -> None:
    with running(Options(extensions=4)) as pbx:
        done = subprocess.run(
            [sys.executable, "-c", httpx_snippet(pbx.base_url + PATH)],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert pbx.requests[-1].target == PATH
    assert "'Dn': '101'" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="no curl or jq")
def test_the_shell_commands_print_the_answer() -> None:
    with running(Options(extensions=4)) as pbx:
        done = subprocess.run(
            ["sh", "-c", curl_snippet(pbx.base_url + PATH)],  # noqa: S607
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert pbx.requests[-1].target == PATH
    assert '"Dn": "101"' in done.stdout


def test_no_quote_in_an_address_ends_the_shells_own() -> None:
    assert "'\"'\"'" in curl_snippet("http://pbx/xapi/v1/R(groupNumber='GRP0000')")
