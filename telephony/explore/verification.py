"""Whether the PBX applied the options: the same options on the unfiltered rows, compared.

Real systems accept ``$orderby`` and ignore it, lose rows, or fail at a filter without a reason.
Where rows are equal in the order asked for, any order of them is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from telephony.answers.raw import RawRows
from telephony.explore.verdicts import ALL_ROWS, Outcome, Verdict, Verification
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count, count_of
from telephony.frames.columns import are_among
from telephony.frames.extensions import extension_frame
from telephony.odata.filters import Filter, parse_filter
from telephony.odata.option_texts import OptionTexts, apply_options, check_options
from telephony.odata.ordering import Order, parse_orderby, parse_select, positions
from telephony.odata.search import Search, parse_search

_CONDITIONS: Final[Mapping[str, Callable[[str], Filter | Search]]] = {
    "filter": parse_filter,
    "search": parse_search,
}


def verify_rows(frame: pd.DataFrame, options: OptionTexts, received: RawRows) -> Verification:
    """The verdict on each given option; ``frame`` holds the unfiltered rows."""
    if check_options(options):
        reason = "It cannot be evaluated here, so nothing was compared."
        verdicts = [Verdict(name, Outcome.UNVERIFIED, reason) for name in options.given()]
        return Verification(tuple(verdicts), None, None)
    return _Verifier(frame, options, received).verify()


class _Verifier:
    """One response beside the expected result."""

    def __init__(self, frame: pd.DataFrame, options: OptionTexts, received: RawRows) -> None:
        self.options = options
        self.given = options.given()
        self.received = received
        self.rows = extension_frame(received.rows, "").frame
        self.expected = apply_options(frame, options)
        by_extension = frame.set_index("extension", drop=False)
        known = are_among(self.rows["extension"], frame["extension"])
        self.not_in_report = int((~known).sum())
        # the received rows with all their columns, whatever was selected, in the PBX's order
        self.returned = by_extension.loc[self.rows["extension"][known]].reset_index(drop=True)
        self.unfiltered = frame
        self.page = self._apply_here()
        self.verdicts: dict[str, Verdict] = {}

    def verify(self) -> Verification:
        self._check_conditions()
        self._check_missing_rows()
        self._check_paging()
        self._check_order()
        self._check_count()
        self._check_selection()
        self._check_values()
        rest = [
            Verdict(name, Outcome.VERIFIED, "") for name in self.given if name not in self.verdicts
        ]
        expected = self.expected
        return Verification(
            (*self.verdicts.values(), *rest), expected.rows, expected.count, expected.notes
        )

    def _apply_here(self, **changed: str) -> pd.DataFrame:
        """The expected rows with all their columns, with some options changed."""
        return apply_options(self.unfiltered, replace(self.options, select="", **changed)).rows

    def _add(self, option: str, outcome: Outcome, words: str) -> None:
        self.verdicts.setdefault(option, Verdict(option, outcome, words))

    def _check_conditions(self) -> None:
        """Rows that were returned and do not match."""
        for name, parse in _CONDITIONS.items():
            if name not in self.given:
                continue
            matches = parse(getattr(self.options, name)).mask(self.returned)
            wrong = int((~matches).sum())
            if not wrong:
                continue
            without = self._apply_here(**{name: ""})
            ignored = set(without["extension"]) == set(self.returned["extension"])
            outcome = Outcome.IGNORED if ignored else Outcome.MISMATCH
            self._add(name, outcome, LocaleText(_no_match, wrong))

    def _check_missing_rows(self) -> None:
        """Rows that match and were not returned: no single option need be the cause."""
        missing = len(self.page) - len(self.returned)
        if missing <= 0 or self.verdicts:
            return
        causes = [name for name in (*_CONDITIONS, "orderby", "skip", "top") if name in self.given]
        option, hint = ALL_ROWS, f" The cause may be {' or '.join(causes)}." if causes else ""
        if len(causes) == 1:
            option, hint = causes[0], ""
        self._add(option, Outcome.MISMATCH, LocaleText(_missing, missing, hint))

    def _check_paging(self) -> None:
        most = max((request.rows for request in self.received.requests), default=0)
        if "top" in self.given and most > int(self.options.top):
            limit = int(self.options.top)
            self._add("top", Outcome.IGNORED, LocaleText(_above_limit, most, limit))
        if "skip" not in self.given or not len(self.returned) or self.verdicts:
            return
        returned, expected = self.returned["extension"].tolist(), self.page["extension"].tolist()
        from_the_first = self._apply_here(skip="")["extension"].tolist()
        if returned != expected and returned == from_the_first[: len(returned)]:
            self._add("skip", Outcome.IGNORED, "The rows start with the first one.")

    def _check_order(self) -> None:
        if "orderby" not in self.given:
            return
        orders = parse_orderby(self.options.orderby)
        if not _is_sorted(self.returned, orders):
            self._add("orderby", *self._explain_disorder(orders))
            return
        columns = [order.field.column for order in orders]
        if self.verdicts or len(self.page) != len(self.returned):
            return
        if not self.page[columns].equals(self.returned[columns]):
            words = "Only the rows of this page were sorted, not all of them."
            self._add("orderby", Outcome.MISMATCH, words)

    def _explain_disorder(self, orders: tuple[Order, ...]) -> tuple[Outcome, str]:
        folded = self.returned.assign(display_name=self.returned["display_name"].str.casefold())
        if _is_sorted(folded, orders):
            return Outcome.VERIFIED, "The PBX sorts without regard to capitals."
        unsorted = self.unfiltered["extension"]
        in_default_order = unsorted[are_among(unsorted, self.returned["extension"])].tolist()
        if self.returned["extension"].tolist() == in_default_order:
            return Outcome.IGNORED, "The rows are in their default order."
        return Outcome.MISMATCH, "The rows are in a different order."

    def _check_count(self) -> None:
        if self.options.count.strip() == "false":
            if self.received.count is not None:
                self._add("count", Outcome.IGNORED, "The PBX returned a count anyway.")
        elif self.received.count is None:
            if "count" in self.given:
                self._add("count", Outcome.IGNORED, "The PBX returned no count.")
        elif self.received.count != self.expected.count:
            counts = self.received.count, self.expected.count
            self._add("count", Outcome.MISMATCH, LocaleText(_other_count, *counts))

    def _check_selection(self) -> None:
        if "select" not in self.given or not self.received.rows:
            return
        wanted = {field.name for field in parse_select(self.options.select)}
        keys = {key for row in self.received.rows for key in row if not key.startswith("@")}
        if extra := sorted(keys - wanted):
            words = f"The PBX returned fields that were not requested: {', '.join(extra)}."
            self._add("select", Outcome.IGNORED, words)
        elif "DisplayName" in wanted and "DisplayName" not in keys:
            self._add("select", Outcome.MISMATCH, "The PBX did not return DisplayName.")

    def _check_values(self) -> None:
        """Rows that differ from the same extension's unfiltered row, or have none."""
        if self.not_in_report:
            number = self.not_in_report
            self._add(ALL_ROWS, Outcome.MISMATCH, LocaleText(_not_in_report, number))
            return
        fields = parse_select(self.options.select if "select" in self.given else "*")
        columns = [field.column for field in fields]
        rows, returned = self.rows[columns], self.returned[columns]
        same = (rows == returned).fillna(False) | (rows.isna() & returned.isna())
        if differing := int((~same.astype(bool)).any(axis=1).sum()):
            self._add(ALL_ROWS, Outcome.MISMATCH, LocaleText(_differing, differing))


def _is_sorted(frame: pd.DataFrame, orders: tuple[Order, ...]) -> bool:
    """Whether the rows are in this order; equal ones may be in any."""
    return bool((positions(frame, orders) == np.arange(len(frame))).all())


def _no_match(wrong: int, style: LocaleStyle) -> str:
    rows = count_of(wrong, "row that does", style, many="rows that do")
    return f"The PBX returned {rows} not match."


def _missing(missing: int, hint: str, style: LocaleStyle) -> str:
    rows = count_of(missing, "expected row is", style, many="expected rows are")
    return f"{rows} missing.{hint}"


def _above_limit(most: int, limit: int, style: LocaleStyle) -> str:
    rows = count_of(most, "row", style)
    return f"The PBX returned {rows}; the limit is {count(limit, style)}."


def _other_count(received: int, expected: int, style: LocaleStyle) -> str:
    rows = count_of(received, "row", style)
    return f"The PBX counts {rows}; expected: {count(expected, style)}."


def _not_in_report(number: int, style: LocaleStyle) -> str:
    return f"The PBX returned {count_of(number, 'row', style)} not in the unfiltered report."


def _differing(number: int, style: LocaleStyle) -> str:
    return f"The values of {count_of(number, 'row', style)} differ from the unfiltered report."
