"""What the demo PBX answers over real HTTP is what the same options make of all its rows here.

That both choose the same rows for any filter is tried elsewhere, without a server in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from demo_pbx.options import Options as PbxOptions
from demo_pbx.serving import running
from telephony.frames.extensions import extension_frame
from telephony.odata.option_texts import OptionTexts, apply_options
from tests.demo_pbx.conftest import WEDNESDAY
from tests.demo_pbx.http_client import Client, logged_in
from tests.telephony.odata.generated_options import Generator

ASKED = 60


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    options = PbxOptions(seed=3, extensions=60)
    with running(options, clock=lambda: WEDNESDAY) as pbx, logged_in(pbx) as client:
        yield client


def test_generated_options_give_the_same_page_and_count(client: Client) -> None:
    everything = extension_frame(client.rows(), "GRP0000").frame
    some = 0
    for seed in range(ASKED):
        generator, random = Generator(seed), Random(seed)  # noqa: S311  for tests
        query = {"orderby": generator.orderby(), "count": "true"}
        if seed % 5:
            query["filter"] = generator.filter()
        else:
            query["search"] = generator.search()
        if seed % 3 == 0:
            query |= {"top": str(random.randrange(20)), "skip": str(random.randrange(30))}
        answer = client.report(**query).json()
        here = apply_options(everything, OptionTexts(**query))
        there = extension_frame(answer["value"], "GRP0000").frame
        assert here.rows.equals(there), query
        assert here.count == answer["@odata.count"], query
        some += 0 < here.count < len(everything)
    assert some > ASKED / 5


def test_a_selection_has_the_fields_that_the_pbx_sends(client: Client) -> None:
    everything = extension_frame(client.rows(), "GRP0000").frame
    for select in ("Dn,InboundAnsweredTalkingDur", "*", "Dn, SentimentScore"):
        here = apply_options(everything, OptionTexts(select=select)).rows
        there = extension_frame(client.rows(select=select), "GRP0000").frame
        assert here.equals(there[list(here.columns)])
