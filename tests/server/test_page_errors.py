"""An error in a page: the viewer gets a number, the log has everything under the same number."""

import asyncio
import re
import sys

import httpx
from streamlit.testing.v1 import AppTest

from server.security_middleware import SecurityMiddleware
from telephony.counters.recent_errors import RECENT_ERRORS
from tests.support.processes import ROOT, Program
from tests.support.session import Session, words

APP = """
from pathlib import Path
import streamlit as st
from server.page_errors import number_script_errors, on_script_error
number_script_errors()
app = st.App(Path(__file__).parent / "page.py", on_script_error=on_script_error)
"""
PAGE = """
import streamlit as st

def broken():
    raise RuntimeError("the-inner-reason")

@st.fragment
def part():
    broken()

if "part" in st.query_params:
    part()
st.text("before")
broken()
"""
RUNNING = re.compile(r"running on (http://[0-9.:]+)")
COMMAND = (sys.executable, "-m", "uvicorn", "app:app", "--port", "0")


def test_a_failed_page_shows_a_number_under_which_the_log_has_the_traceback(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "page.py").write_text(PAGE)
    (tmp_path / ".streamlit").symlink_to(ROOT / ".streamlit")
    server = Program(COMMAND, {"PYTHONPATH": str(ROOT)}, tmp_path, tmp_path / "output")
    try:
        url = server.wait_for(RUNNING)[1]
        for query in ("", "part=1"):
            with Session(url, query=query) as session:
                shown = words(session.run())
            (text,) = shown
            number = re.search(r"\*\*([0-9a-f]{12})\*\*", text)[1]
            assert "the-inner-reason" not in text
            logged = server.wait_for(re.compile(rf"page error {number}: .*\n(?:.+\n)+"))[0]
            assert logged.rstrip().endswith("RuntimeError: the-inner-reason")
            assert server.log().count(number) == 1
    finally:
        server.stop()


FAILED = """
from components.shared import url_state
from server.page_errors import on_script_error
with url_state.visiting("trends"):
    on_script_error(RuntimeError("the-inner-reason"))
"""


def test_the_admins_page_lists_the_number_with_page_and_kind_and_no_reason():
    app = AppTest.from_string(FAILED).run()
    newest = RECENT_ERRORS.newest_first()[0]
    assert newest.number in app.error[0].value
    assert (newest.place, newest.kind) == ("trends", "RuntimeError")
    assert "the-inner-reason" not in repr(newest)


def test_a_request_that_failed_is_listed_under_its_path_without_its_query():
    async def broken(*_):
        raise LookupError("the-inner-reason")

    async def request():
        app = SecurityMiddleware(broken, frozenset({"localhost"}), {})
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/export/days.csv?group=secret")

    response = asyncio.run(request())
    newest = RECENT_ERRORS.newest_first()[0]
    assert newest.number in response.text
    assert (newest.place, newest.kind) == ("/export/days.csv", "LookupError")
    assert "secret" not in repr(newest)
