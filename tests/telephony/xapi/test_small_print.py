"""The request and its outcome, in small print below a notice."""

from __future__ import annotations

from telephony.xapi.errors import NoSuchGroup, QueryRefused, Unreachable
from telephony.xapi.small_print import small_print

ASKED = "GET https://pbx.example.com/xapi/v1/Groups"


def test_the_pbxs_own_words_stand_behind_the_request_and_its_status() -> None:
    refused = QueryRefused(request=ASKED, status=400, pbx_message="No such field.")
    assert small_print(refused) == f"{ASKED} · status 400 · The PBX said: No such field."


def test_what_the_network_says_is_not_put_into_the_pbxs_mouth() -> None:
    nobody = Unreachable(request=ASKED, pbx_message="Connection refused")
    assert small_print(nobody) == f"{ASKED} · unreachable · Connection refused"


def test_without_a_request_there_is_nothing_to_print() -> None:
    assert small_print(NoSuchGroup("GRP9")) == ""
