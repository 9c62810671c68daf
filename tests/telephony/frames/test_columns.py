from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from telephony.frames.columns import are_among, frame_bytes
from telephony.frames.extensions import extension_frame

NUMBERS = st.lists(st.text("01é", max_size=3))


@given(NUMBERS, NUMBERS)
def test_each_text_is_among_the_others_or_not(texts: list[str], others: list[str]) -> None:
    found = are_among(pd.Series(texts, dtype="str"), pd.Series(others, dtype="str"))
    assert found.tolist() == [text in others for text in texts]


@given(NUMBERS)
def test_a_frame_takes_as_much_memory_as_pandas_counts(names: list[str]) -> None:
    rows = [{"Dn": str(n), "DisplayName": name} for n, name in enumerate(names)]
    frame = extension_frame(rows, "GRP0000").frame
    assert frame_bytes(frame) == frame.memory_usage(index=False, deep=True).sum()
