"""Signing in with a real OpenID provider: browsers, sessions and exports."""

from __future__ import annotations

import json
import time
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pytest
import streamlit
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    decode_signed_value,
)
from websockets.exceptions import ConnectionClosed

from tests.support.openid_provider import provider
from tests.support.processes import STREAMLIT, UVICORN, checkout, dashboard, run
from tests.support.session import Session, number_of, words
from tests.support.signed_dashboard import (
    ACCESS,
    COOKIE_SECRET,
    PEOPLE,
    port_of,
    sign_in_settings,
    signed_dashboard,
)
from tests.support.web_browser import SIGN_IN, redirects

LINK = "trends?group=GRP0000&from=2100-01-01&to=2100-01-02"
FILE = "export/extensions.csv?group=GRP0000&range=yesterday"
# Nothing is there; people sign in all the same.
REAL = {"THREECX_URL": "http://127.0.0.1:9", "THREECX_TOKEN": "a-token-of-the-tests"}
FAILED = "Signing in did not work"
# Cookies of the provider have short values, too: they say little.
SHORTEST = 20
SECONDS_OF_A_SIGN_IN = 10 * 3600


@pytest.fixture(scope="module")
def company():
    with provider() as started:
        yield started


@pytest.fixture(scope="module")
def served(company):
    """One whose log has everything; those of single tests are started by Streamlit's command."""
    with signed_dashboard(company, "", UVICORN, STREAMLIT_LOGGER_LEVEL="debug") as dashboard:
        yield dashboard


@pytest.fixture(scope="module")
def stored(company, tmp_path_factory):
    """One with a store that another process may share, over no PBX."""
    folder = tmp_path_factory.mktemp("data")
    with signed_dashboard(company, **REAL, TELEPHONY_DATA_DIR=str(folder)) as dashboard:
        yield dashboard


@pytest.fixture(autouse=True)
def good_provider(company):
    company.behave()
    company.wish(people=PEOPLE)


@pytest.fixture
def browser(served):
    with served.browser() as opened:
        yield opened


def buttons(messages):
    return [one.delta.new_element.button.label for one in messages if one.HasField("delta")]


def texts(messages):
    return "".join(str(message) for message in messages)


def shows_sign_in(browser, path=LINK):
    """Whether a session of the page shows the sign-in alone, and its words."""
    with browser.session(path) as session:
        messages = session.run()
    assert SIGN_IN in buttons(messages)
    assert "navigation" not in {one.WhichOneof("type") for one in messages}
    assert "GRP0000" not in texts(messages)
    return words(messages)


def until_closed(session):
    """Read what was on its way until the server closes the session."""
    with pytest.raises(ConnectionClosed):
        deque(iter(session.next, None), maxlen=0)


def shows_page_of(name, browser, path=LINK):
    with browser.session(path) as session:
        messages = session.run()
    assert SIGN_IN not in buttons(messages)
    return name in texts(messages) and "Sign out" in buttons(messages)


def test_who_has_not_signed_in_sees_a_button_and_nothing_else(browser):
    assert shows_sign_in(browser) == []


def test_signing_in_leads_back_to_the_link_that_was_opened(browser):
    assert browser.sign_in("anna", LINK) == browser.address + LINK
    assert shows_page_of("anna@example.com", browser)


def test_of_two_tabs_that_sign_in_the_later_one_does_and_both_come_back_to_their_own_link(browser):
    first, second = browser.to_provider(LINK), browser.to_provider("hours?group=GRP0000")
    assert browser.end_of(browser.come_back("anna", first)) == browser.address + LINK
    assert shows_sign_in(browser)[0].startswith(FAILED)
    back = browser.come_back("anna", second)
    assert browser.end_of(back) == browser.address + "hours?group=GRP0000"
    assert shows_page_of("anna@example.com", browser)


def test_an_export_needs_the_sign_in_and_says_so(browser):
    refused = browser.get(FILE)
    assert refused.status_code == 401
    assert "Sign in" in refused.text
    browser.sign_in("anna")
    got = browser.get(FILE)
    assert got.status_code == 200
    for response in (refused, got):
        assert "Cookie" in response.headers["vary"]
        assert response.headers["cache-control"] == "no-store"


def test_fonts_and_scripts_of_the_page_for_signing_in_need_no_sign_in(browser):
    fonts = Path(streamlit.__file__).parent / "static" / "static" / "media"
    assert browser.get(f"static/media/{next(fonts.glob('*.woff2')).name}").status_code == 200


@pytest.mark.parametrize("path", ["media/0123456789abcdef.csv", "print/0123456789abcdef"])
def test_files_of_open_pages_need_the_sign_in_too(browser, path):
    refused = browser.get(path)
    assert (refused.status_code, refused.headers["cache-control"]) == (401, "no-store")
    assert "Sign in" in refused.text
    browser.sign_in("anna")
    assert browser.get(path).status_code == 404


def test_a_changed_cookie_is_worth_nothing(browser):
    browser.sign_in("anna")
    signed = browser.http.cookies["_streamlit_user"]
    changed = ("A" if signed[5] != "A" else "B").join((signed[:5], signed[6:]))
    for cookie in (changed, signed[:-1], "", '""', "chunks-99", "\xff"):
        response = browser.get(FILE, Cookie=f"_streamlit_user={cookie}".encode("latin-1"))
        assert response.status_code == 401
    assert browser.get(FILE).status_code == 200


def test_signing_out_ends_the_sign_in_everywhere(browser, company):
    browser.sign_in("anna", LINK)
    kept = browser.http.build_request("GET", browser.address).headers["cookie"]
    with browser.session(LINK) as other_tab, browser.session(LINK) as session:
        other_tab.run()
        leaving = session.press(session.run(), "Sign out")
        assert not any(one.HasField("delta") for one in after_redirect(leaving))
        response = browser.get("auth/logout", Referer=browser.address)
        assert response.headers["location"].startswith(company.issuer)
        until_closed(other_tab)
    assert shows_sign_in(browser) == []
    assert browser.get(FILE).status_code == 401
    # a copy of the cookie that somebody has kept
    assert browser.get(FILE, Cookie=kept).status_code == 401


def after_redirect(messages):
    kinds = [one.WhichOneof("type") for one in messages]
    return messages[kinds.index("auth_redirect") :]


def test_the_way_back_from_the_provider_s_page_for_signing_out_is_no_failure(browser):
    browser.sign_in("anna")
    browser.get("auth/logout")
    assert browser.end_of(browser.address + "oauth2callback") == browser.address
    assert shows_sign_in(browser) == []


def test_a_link_on_another_site_signs_nobody_out(browser):
    browser.sign_in("anna")
    response = browser.get(
        "auth/logout", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    )
    assert response.headers["location"] == "/"
    assert browser.get(FILE).status_code == 200


def test_a_sign_in_whose_time_is_over_opens_nothing(browser):
    browser.sign_in("anna", LINK)
    with browser.session(LINK) as session:
        number = number_of(session.run())
    shift(browser, -SECONDS_OF_A_SIGN_IN + 60)
    assert browser.get(FILE).status_code == 200
    shift(browser, -61)
    assert browser.get(FILE).status_code == 401
    with browser.session(LINK, back_from=number) as session:
        messages = session.run()
    assert number_of(messages) != number
    assert SIGN_IN in buttons(messages)


def shift(browser, seconds):
    """Let a browser's cookie say that its sign-in was at another time."""
    cookies, name = browser.http.cookies, "_streamlit_user"
    claims = json.loads(decode_signed_value(COOKIE_SECRET, name, cookies[name]))
    claims["iat"] += seconds
    cookies.delete(name)
    signed = create_signed_value(COOKIE_SECRET, name, json.dumps(claims))
    cookies.set(name, signed.decode(), domain="127.0.0.1", path="/")


def test_another_person_in_the_same_browser_replaces_the_first(browser):
    with browser.session(LINK) as other_tab:
        before = other_tab.run()
        browser.sign_in("anna", LINK)
        with browser.session(LINK) as older_tab:
            number = number_of(older_tab.run())
            to_provider = browser.press_sign_in(other_tab, before, LINK)
            browser.end_of(browser.come_back("bert", to_provider))
            until_closed(older_tab)
    # the older tab connects again, and asks for the session it had
    with browser.session(LINK, back_from=number) as older_tab:
        messages = older_tab.run()
    assert number_of(messages) != number
    assert "bert@example.com" in texts(messages)
    assert "anna@example.com" not in texts(messages)


def test_changed_claims_count_from_the_next_sign_in(browser, company):
    second = FILE.replace("GRP0000", "GRP0001")
    browser.sign_in("anna")
    assert (browser.get(FILE).status_code, browser.get(second).status_code) == (200, 404)
    moved = {**PEOPLE["anna"], "email": "anna@moved.example.com", "groups": ["Sales", "Support"]}
    company.wish(people={**PEOPLE, "anna": moved})
    assert browser.get(FILE).status_code == 200
    browser.get("auth/logout")
    browser.sign_in("anna", LINK)
    assert (browser.get(FILE).status_code, browser.get(second).status_code) == (404, 200)


def test_changed_rights_count_from_the_next_run(browser, served):
    browser.sign_in("anna")
    assert browser.get(FILE).status_code == 200
    try:
        served.access.write_text(ACCESS.replace("GRP0000", "GRP0002"), encoding="utf-8")
        until_answered(browser, 404)
    finally:
        served.access.write_text(ACCESS, encoding="utf-8")
    until_answered(browser, 200)


def until_answered(browser, status):
    """Ask for the file until it answers so, and less often than a person may."""
    deadline = time.monotonic() + 30
    while browser.get(FILE).status_code != status:
        assert time.monotonic() < deadline
        time.sleep(0.6)


def test_an_address_that_the_provider_has_not_verified_gives_no_rights(browser, company):
    company.wish(people={"mallory": {"email": "anna@example.com", "email_verified": False}})
    browser.sign_in("mallory")
    assert browser.get(FILE).status_code == 403


@pytest.mark.parametrize(
    "wish",
    [
        {"claims": {"aud": "another-dashboard"}},
        {"claims": {"aud": ["another-dashboard"], "azp": "dashboard"}},
        {"claims": {"aud": ["dashboard", "another"], "azp": "another"}},
        {"claims": {"aud": None}},
        {"claims": {"nonce": "of-another-attempt"}},
        {"claims": {"nonce": None}},
        {"claims": {"iss": "https://elsewhere.example.com"}},
        {"claims": {"exp": 1_700_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": None}},
        {"claims": {"sub": None}},
        {"key": "foreign"},
    ],
    ids=lambda wish: str(wish).replace(" ", ""),
)
def test_a_token_that_is_not_meant_for_us_signs_nobody_in(browser, company, wish):
    company.wish(**wish)
    # back at the link, with a word
    assert browser.sign_in("anna", LINK) == browser.address + LINK
    assert shows_sign_in(browser)[0].startswith(FAILED)
    assert browser.get(FILE).status_code == 401


def test_who_could_not_sign_in_can_once_the_provider_is_right_again(browser, company):
    company.wish(key="foreign")
    browser.sign_in("anna", LINK)
    company.behave()
    browser.sign_in("anna", LINK)
    assert shows_page_of("anna@example.com", browser)


@pytest.mark.parametrize("seconds", [-1000, -60, 60])
def test_clocks_may_differ_a_little(browser, company, seconds):
    company.wish(clock=seconds)
    browser.sign_in("anna", LINK)
    assert shows_page_of("anna@example.com", browser)


@pytest.mark.parametrize("seconds", [-2 * 3600, 600])
def test_a_clock_that_is_far_off_signs_nobody_in(browser, company, seconds):
    company.wish(clock=seconds)
    browser.sign_in("anna", LINK)
    assert shows_sign_in(browser)[0].startswith(FAILED)


def test_who_is_refused_by_the_provider_is_told(browser):
    browser.sign_in("nobody", LINK)
    assert shows_sign_in(browser)[0].startswith(FAILED)


def test_a_way_back_leads_in_once_and_only_the_browser_that_asked(browser, served):
    back = browser.come_back("anna", browser.to_provider(LINK))
    with served.browser() as another:
        another.end_of(back)
        assert shows_sign_in(another)[0].startswith(FAILED)
    # the code is used up now: a provider takes it once, whoever brings it
    browser.end_of(browser.come_back("anna", browser.to_provider(LINK)))
    signed_in = browser.http.cookies["_streamlit_user"]
    browser.end_of(back)
    assert browser.http.cookies.get("_streamlit_user") in {signed_in, None}


def test_a_replayed_way_back_changes_nothing(browser):
    back = browser.come_back("anna", browser.to_provider(LINK))
    browser.end_of(back)
    signed_in = browser.http.cookies["_streamlit_user"]
    browser.end_of(back)
    assert browser.http.cookies["_streamlit_user"] == signed_in
    assert browser.get(FILE).status_code == 200
    browser.get("auth/logout")
    browser.end_of(back)
    assert browser.get(FILE).status_code == 401


@pytest.mark.parametrize(
    "query", ["state=unknown&code=abc", "state=%0d%0aSet-Cookie:x=1&code=a", "error=x", "code=abc"]
)
def test_a_made_up_way_back_signs_nobody_in(browser, query):
    assert browser.end_of(f"{browser.address}oauth2callback?{query}") == browser.address
    assert shows_sign_in(browser)[0].startswith(FAILED)


def test_a_session_that_another_page_opens_is_nobody_s(browser):
    browser.sign_in("anna", LINK)
    del browser.http.cookies["_streamlit_xsrf"]
    cookie = browser.http.build_request("GET", browser.address).headers["cookie"]
    for token in ("-", "2|00000000|00000000000000000000000000000000|1"):
        headers = {"Origin": browser.address.rstrip("/"), "Cookie": cookie}
        with Session(browser.address, "trends", LINK, headers, token=token) as session:
            assert SIGN_IN in buttons(session.run())


def test_the_audit_has_who_signed_in_who_out_and_what_did_not_work(company, stored):
    with stored.browser() as browser:
        company.wish(key="foreign")
        browser.sign_in("anna")
        company.behave()
        for _ in range(7):
            browser.get("oauth2callback?state=x&code=y")
        with browser.session() as left_open:
            before = left_open.run()
            browser.sign_in("anna")
            to_provider = browser.press_sign_in(left_open, before, "")
        browser.end_of(browser.come_back("bert", to_provider))
        browser.get("auth/logout")
        browser.sign_in("bert")
        deadline = time.monotonic() + 60
        while (found := audited(browser))[:5] != [
            ("bert@example.com", "signed in"),
            ("bert@example.com", "signed out"),
            ("bert@example.com", "signed in"),
            ("anna@example.com", "signed out"),
            ("anna@example.com", "signed in"),
        ]:
            assert time.monotonic() < deadline, found
    # of eight that are not valid the 1st, 2nd, 4th and 8th, so that they do not fill it
    assert found[5:].count(("", "denied")) == 4


def audited(browser):
    """Who did what, the newest first, as the page of the audit has it.

    It has nothing before a thread of the new dashboard has stored its first entry.
    """
    with browser.session("audit") as session:
        sent = [one.delta.new_element for one in session.run() if one.HasField("delta")]
    tables = [one.dataframe for one in sent if one.HasField("dataframe")]
    frames = [pa.ipc.open_stream(table.arrow_data.data).read_pandas() for table in tables]
    return [pair for frame in frames for pair in zip(frame["Person"], frame["Kind"], strict=True)]


def test_secrets_codes_and_cookies_are_not_in_the_log(company, browser, served):
    back = browser.come_back("anna", browser.to_provider(LINK))
    browser.end_of(back)
    assert shows_page_of("anna@example.com", browser)
    cookies = [each.value for each in browser.http.cookies.jar]
    browser.get("auth/logout")
    company.wish(claims={"nonce": "x"})
    browser.sign_in("anna")
    log = served.server.log()
    sent = parse_qs(urlsplit(back).query)
    secrets = [*sent["code"], *sent["state"], company.client_secret, COOKIE_SECRET, *cookies]
    assert [secret for secret in secrets if len(secret) > SHORTEST and secret in log] == []
    assert "oauth2callback?code=[hidden]&state=[hidden]" in log


def test_a_provider_that_does_not_respond_is_said_on_the_page(company):
    nowhere = {"DASHBOARD_OIDC_ISSUER": "http://127.0.0.1:9", **REAL}
    with signed_dashboard(company, **nowhere) as dashboard, dashboard.browser() as browser:
        with browser.session(LINK) as session:
            (leads_to,) = redirects(session.press(session.run(), SIGN_IN))
        end = browser.get(leads_to, Referer=browser.address + LINK)
        assert end.headers["location"] == f"/{LINK}"
        assert shows_sign_in(browser)[0].startswith(FAILED)


def test_a_provider_that_follows_the_standard_to_the_letter_will_do_also_under_a_path():
    """Its ID tokens do not name people, and it knows no account to select."""
    with (
        provider(plain=True) as company,
        signed_dashboard(company, "/tools/calls", DASHBOARD_OIDC_PROMPT="") as dashboard,
        dashboard.browser() as browser,
    ):
        assert browser.address.endswith("/tools/calls/")
        assert "prompt=" not in browser.to_provider(LINK)
        assert browser.sign_in("anna", LINK) == browser.address + LINK
        assert shows_page_of("anna@example.com", browser)
        assert browser.get(FILE).status_code == 200
        browser.get("auth/logout")
        assert browser.get(FILE).status_code == 401
        company.wish(userinfo={"sub": "bert", "email": "bert@example.com"})
        browser.sign_in("anna", LINK)
        assert browser.get(FILE).status_code == 403


def test_two_processes_of_one_store_take_each_other_s_sign_ins_and_their_ends(stored):
    with dashboard(STREAMLIT, stored.environment) as other, stored.browser() as browser:
        first, second = stored.front.leads_to, port_of(other)
        to_provider = browser.to_provider(LINK)
        stored.front.leads_to = second  # in the middle of it
        browser.end_of(browser.come_back("anna", to_provider))
        with browser.session(LINK) as session:
            assert SIGN_IN not in buttons(session.run())
            stored.front.leads_to = first
            browser.get("auth/logout")
            until_closed(session)
        for leads_to in (second, first):
            stored.front.leads_to = leads_to
            assert shows_sign_in(browser) == []


def test_an_address_with_another_path_than_the_served_one_stops_the_start(company):
    settings = sign_in_settings(company, "http://localhost:8501/calls")
    with checkout() as folder:
        (folder / "access.toml").write_text(ACCESS, encoding="utf-8")
        ended = run(STREAMLIT, settings, folder)
    assert ended.returncode != 0
    assert ended.stderr.splitlines()[-1].startswith(
        "The dashboard cannot start: DASHBOARD_PUBLIC_URL has the path /calls"
    )
    assert company.client_secret not in ended.stderr
