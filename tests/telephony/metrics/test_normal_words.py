"""The sentence on a load: singular, plural, zero, new, equal, few, missing, and no cause."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.normal_band import Band, Verdict
from telephony.metrics.normal_load import NormalLoad
from telephony.metrics.normal_words import load_sentence

LOAD = NormalLoad((), (), (), 90, Band(38, 50, 62, 8), 7, 0, 0, idle_before=False)


@pytest.mark.parametrize(
    ("load", "sentence"),
    [
        (LOAD, "Carrying 1.8 × the normal load: Ben has 90 calls, normally 38 to 62."),
        (replace(LOAD, calls=50), "Normal load: Ben has 50 calls, normally 38 to 62."),
        (replace(LOAD, calls=62), "Normal load: Ben has 62 calls, normally 38 to 62."),
        (replace(LOAD, calls=37), "Unusually quiet: Ben has 37 calls, normally 38 to 62."),
        (replace(LOAD, calls=0), "Unusually quiet: Ben has no calls, normally 38 to 62."),
        (
            replace(LOAD, calls=1, band=Band(0, 1, 4, 6)),
            "Normal load: Ben has 1 call, normally 0 to 4.",
        ),
        (
            replace(LOAD, calls=3, band=Band(0, 0, 2, 6)),
            "Carrying more than the normal load: Ben has 3 calls, normally 0 to 2.",
        ),
        (
            replace(LOAD, calls=10_300, band=Band(9_800, 10_000, 10_200, 8)),
            "Carrying more than the normal load: Ben has 10,300 calls, normally 9,800 to 10,200.",
        ),
        (
            replace(LOAD, calls=12, band=None, idle_before=True),
            "New: Ben has 12 calls, none in the 8 weeks before.",
        ),
        (
            replace(LOAD, calls=0, band=None, idle_before=True),
            "Idle: Ben has no calls, as in the 8 weeks before.",
        ),
        (
            replace(LOAD, band=None),
            (
                "Ben has 90 calls. Fewer than 6 of the same weekdays before are known, so there is "
                "no normal load to compare with."
            ),
        ),
        (
            replace(LOAD, band=None, days=3, missing=2),
            "2 of 5 days are missing or incomplete: no comparison with the normal load.",
        ),
        (
            replace(LOAD, band=None, days=0, missing=1),
            "1 of 1 day is missing or incomplete: no comparison with the normal load.",
        ),
        (
            replace(LOAD, band=None, days=0, partial=1),
            "No whole day of this range is over: no comparison with the normal load yet.",
        ),
        (
            replace(LOAD, partial=1),
            (
                "Carrying 1.8 × the normal load: Ben has 90 calls, normally 38 to 62. "
                "Not included: 1 day, not over or only partly in the range."
            ),
        ),
    ],
)
def test_the_sentence_follows_from_the_numbers(load, sentence):
    assert load_sentence(load, "Ben") == sentence


ABOVE, NORMAL, BELOW = Verdict


@pytest.mark.parametrize(
    ("verdicts", "more"),
    [
        ((NORMAL, NORMAL), ""),
        ((ABOVE,), ""),
        ((None, BELOW), ""),
        (
            (NORMAL, None, BELOW),
            " 1 of its 2 days lies below the normal range of its weekday.",
        ),
        (
            (ABOVE, ABOVE, NORMAL),
            " 2 of its 3 days lie above the normal range of their weekdays.",
        ),
        (
            (ABOVE, ABOVE, BELOW, NORMAL),
            " 2 of its 4 days lie above and 1 below the normal range of their weekdays.",
        ),
    ],
)
def test_single_days_outside_their_range_are_counted(verdicts, more):
    sentence = load_sentence(replace(LOAD, calls=50, verdicts=verdicts), "Ben")
    assert sentence == f"Normal load: Ben has 50 calls, normally 38 to 62.{more}"


def test_one_direction_is_named_and_the_reader_s_separators_are_used():
    load = replace(LOAD, calls=1_800, band=Band(800, 1_000, 1_200, 8))
    assert load_sentence(load, "Ben", "inbound", LocaleStyle(".", ",")) == (
        "Carrying 1,8 × the normal load: Ben has 1.800 inbound calls, normally 800 to 1.200."
    )


@given(
    st.builds(
        NormalLoad,
        bands=st.just(()),
        verdicts=st.just(()),
        reference_days=st.just(()),
        calls=st.integers(0, 10**6),
        band=st.none() | st.just(Band(38, 50, 62, 8)),
        days=st.integers(0, 40),
        partial=st.integers(0, 2),
        missing=st.integers(0, 3),
        idle_before=st.booleans(),
    )
)
def test_a_sentence_is_unusual_only_outside_the_band_and_names_no_cause(load):
    sentence = load_sentence(load, "Ben")
    assert sentence.endswith(".")
    assert "because" not in sentence
    outside = load.band is not None and not load.band.low <= load.calls <= load.band.high
    unusual = sentence.startswith(("Carrying", "Unusually"))
    assert unusual == (outside and not load.missing and bool(load.days) and not load.idle_before)
