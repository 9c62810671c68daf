"""The HTML page over HTTP: what it names exists, and the server answers below every page."""

import html
import re
from urllib.parse import urljoin

import httpx
import pytest

from components.shared import own_scripts, styles
from server import page_html, preloads
from telephony.charts import library
from tests.support.plain_http import NOBODY_TRUSTED
from tests.support.processes import ROOT, dashboard

# every function in server/shell.py that draws a page is named after its module in pages/
PAGES = sorted(file.stem for file in (ROOT / "pages").glob("[a-z]*.py"))
LINK = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="([^"]+\.(?:js|css))"')
# one for all requests: a client of its own costs each more than the request
CLIENT = httpx.Client(timeout=60, verify=NOBODY_TRUSTED)
HEALTHY = ("_stcore/health", "_stcore/host-config")


@pytest.fixture(scope="module")
def below():
    """The address of a dashboard that is served under a path."""
    with dashboard(environment={"STREAMLIT_SERVER_BASE_URL_PATH": "tools/calls"}) as server:
        yield server.url


@pytest.fixture(params=["root", "path"])
def served(request, demo_server):
    """A dashboard's address, at the root of its host and below a path."""
    return demo_server.url if request.param == "root" else request.getfixturevalue("below")


def test_all_scripts_and_styles_that_a_page_names_are_there_and_stay_cached(served):
    for page in ("", *PAGES, "no-such-page"):
        address = f"{served}/{page}"
        html = CLIENT.get(address).text
        links = LINK.findall(html)
        assert len(links) == len(set(links)) > 60
        # one of a kind is enough for the pages after the first: they are the same below each
        for link in links if not page else links[-3:]:
            answer = CLIENT.get(urljoin(address, link))
            assert answer.status_code == 200, (page, link)
            kind = "css" if link.endswith(".css") else "javascript"
            assert kind in answer.headers["content-type"], (page, link)
            assert "immutable" in answer.headers["cache-control"], (page, link)


def test_our_own_files_are_asked_for_early_and_the_library_once_the_page_has_loaded():
    links = preloads.preloads()
    for address in own_scripts.files():
        style = f'<link rel="stylesheet" href="./{address}" media="not all">'
        assert (style in links) == address.endswith(".css")
        script = f'<link rel="modulepreload" href="./{address}">'
        assert (script in links) == address.endswith(".js")
    assert f'<link rel="later" href="./{library.PATH}" fetchpriority="low">' in links
    assert 'querySelectorAll("link[rel=later]")' in page_html.page()


def test_our_rules_stand_behind_all_others_and_the_name_is_there_without_a_session():
    page = page_html.page()
    assert page.index(f'<link rel="stylesheet" href="./{styles.PATH}">') > page.index("<body>")
    [style] = re.findall(r'<html [^>]*style="([^"]*)"', page)
    assert html.unescape(style) == f'--app-name: "{styles.NAME}"'


def test_every_kind_of_element_that_is_asked_for_early_is_found_in_the_installed_streamlit():
    links = preloads.preloads()
    for kind in (*preloads.EARLY, *preloads.LATE):
        assert len(re.findall(rf"/static/js/{kind}\.[\w-]+\.js", links)) == 1


def test_whatever_a_script_imports_is_asked_for_with_it(served):
    html = CLIENT.get(served).text
    named = {link.rpartition("/")[2] for link in LINK.findall(html)}
    for link in LINK.findall(html):
        if link.startswith("./static/js/"):
            text = CLIENT.get(urljoin(f"{served}/", link)).text
            assert set(re.findall(r'from"\./([^"]+\.js)"', text)) <= named


@pytest.mark.parametrize("path", HEALTHY)
def test_the_server_answers_below_a_page_as_at_the_root(served, path):
    root = CLIENT.get(f"{served}/{path}")
    assert root.status_code == 200
    for page in (*PAGES, "no-such-page"):
        here = CLIENT.get(f"{served}/{page}/{path}")
        assert (here.status_code, here.content) == (root.status_code, root.content), page
        assert here.headers["content-type"] == root.headers["content-type"], page


@pytest.mark.parametrize(
    "path",
    ["trends/_stcore/metrics", "a/b/_stcore/health", "trends/_stcore/health/more"],
)
def test_nothing_else_is_answered_below_a_page(served, path):
    assert "javascript" not in CLIENT.get(f"{served}/{path}").headers["content-type"]
    assert CLIENT.get(f"{served}/{path}").text not in {"ok", "ok\n"}


def test_a_foreign_host_name_is_refused_below_a_page_too(demo_server):
    answer = CLIENT.get(
        f"{demo_server.url}/trends/_stcore/health", headers={"Host": "evil.example"}
    )
    assert answer.status_code == 403


def test_other_methods_are_answered_below_a_page_as_at_the_root(demo_server):
    for method in ("HEAD", "OPTIONS", "POST"):
        root = CLIENT.request(method, f"{demo_server.url}/_stcore/health")
        here = CLIENT.request(method, f"{demo_server.url}/trends/_stcore/health")
        assert here.status_code == root.status_code
