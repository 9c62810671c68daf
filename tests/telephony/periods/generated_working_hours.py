"""Working hours drawn at random."""

from __future__ import annotations

from hypothesis import strategies as st

from telephony.periods.working_hours import DAY_MINUTES, Stretch, WorkingHours

stretches = (
    st.tuples(st.integers(0, DAY_MINUTES), st.integers(0, DAY_MINUTES))
    .filter(lambda limits: limits[0] != limits[1])
    .map(lambda limits: Stretch(min(limits), max(limits)))
)
placed_stretches = st.lists(st.tuples(st.integers(0, 6), stretches), min_size=1, max_size=20)
working_hours = placed_stretches.map(WorkingHours.of)
