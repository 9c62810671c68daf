"""Did the PBX do what its options say? The same options over the unfiltered rows, compared.

Real systems accept ``$orderby`` and ignore it, lose rows on the way, or fail at a filter without a
word. Where equal rows may stand in any order, any order is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from telephony.answers.raw import RawRows
from telephony.explore.verdicts import Outcome, Verdict, Verification
from telephony.formatting.numbers import count_of
from telephony.frames.extensions import extension_frame
from telephony.odata.filters import Filter, parse_filter
from telephony.odata.options import OptionTexts, apply_options, check_options
from telephony.odata.ordering import Order, parse_orderby, parse_select, positions
from telephony.odata.search import Search, parse_search

_CHOOSING: Final = ("filter", "search")


def verify_rows(frame: pd.DataFrame, options: OptionTexts, received: RawRows) -> Verification:
    """The verdict on each option given, by the unfiltered rows in ``frame`` (``frames``)."""
    if check_options(options):
        unclear = "It cannot be evaluated here, so nothing was compared."
        verdicts = [Verdict(name, Outcome.UNKNOWN, unclear) for name in options.given()]
        return Verification(tuple(verdicts), None, None)
    return _Comparing(frame, options, received).result()


class _Comparing:
    """One answer beside the right one."""

    def __init__(self, frame: pd.DataFrame, options: OptionTexts, received: RawRows) -> None:
        self.options = options
        self.given = options.given()
        self.received = received
        self.rows = extension_frame(received.rows, "").frame
        self.right = apply_options(frame, options)
        whole = frame.set_index("extension", drop=False)
        known = self.rows["extension"].isin(whole.index)
        self.foreign = int((~known).sum())
        # with all figures, whatever was selected, in the order of the PBX
        self.came = whole.loc[self.rows["extension"][known]].reset_index(drop=True)
        self.everything = frame
        self.page = self._done_here()
        self.found: dict[str, Verdict] = {}

    def result(self) -> Verification:
        self._choosing()
        self._missing()
        self._paging()
        self._order()
        self._count()
        self._selection()
        self._figures()
        fine = [Verdict(name, Outcome.RIGHT, "") for name in self.given if name not in self.found]
        right = self.right
        return Verification((*self.found.values(), *fine), right.rows, right.count, right.notes)

    def _done_here(self, **changed: str) -> pd.DataFrame:
        """The right rows with all their figures, with some options changed."""
        return apply_options(self.everything, replace(self.options, select="", **changed)).rows

    def _say(self, option: str, outcome: Outcome, words: str) -> None:
        self.found.setdefault(option, Verdict(option, outcome, words))

    def _choosing(self) -> None:
        """Rows that came and do not match."""
        readers: Mapping[str, Callable[[str], Filter | Search]] = {
            "filter": parse_filter,
            "search": parse_search,
        }
        for name in _CHOOSING:
            if name not in self.given:
                continue
            read = readers[name](getattr(self.options, name))
            wrong = int((~read.mask(self.came)).sum())
            if not wrong:
                continue
            without = self._done_here(**{name: ""})
            ignored = set(without["extension"]) == set(self.came["extension"])
            outcome = Outcome.IGNORED if ignored else Outcome.WRONG
            rows = count_of(wrong, "row that does", many="rows that do")
            self._say(name, outcome, f"The PBX sent {rows} not match it.")

    def _missing(self) -> None:
        """Rows that match and did not come: no single option need be the cause."""
        missing = len(self.page) - len(self.came)
        if missing <= 0 or self.found:
            return
        causes = [name for name in (*_CHOOSING, "orderby", "skip", "top") if name in self.given]
        words = f"{count_of(missing, 'row')} that should be there did not come."
        if len(causes) == 1:
            self._say(causes[0], Outcome.WRONG, words)
        else:
            suspects = f" It may be {' or '.join(causes)}." if causes else ""
            self._say("rows", Outcome.WRONG, words + suspects)

    def _paging(self) -> None:
        most = max((request.rows for request in self.received.requests), default=0)
        if "top" in self.given and most > int(self.options.top):
            words = f"{count_of(most, 'row')} came instead of at most {int(self.options.top):,}."
            self._say("top", Outcome.IGNORED, words)
        if "skip" not in self.given or not len(self.came) or self.found:
            return
        came, right = self.came["extension"].tolist(), self.page["extension"].tolist()
        from_the_first = self._done_here(skip="")["extension"].tolist()
        if came != right and came == from_the_first[: len(came)]:
            self._say("skip", Outcome.IGNORED, "The rows begin with the first one.")

    def _order(self) -> None:
        if "orderby" not in self.given:
            return
        orders = parse_orderby(self.options.orderby)
        if not _is_sorted(self.came, orders):
            self._say("orderby", *self._disorder(orders))
            return
        columns = [order.field.column for order in orders]
        if self.found or len(self.page) != len(self.came):
            return
        if not self.page[columns].equals(self.came[columns]):
            self._say("orderby", Outcome.WRONG, "Only the rows of this page were put in order.")

    def _disorder(self, orders: tuple[Order, ...]) -> tuple[Outcome, str]:
        folded = self.came.assign(display_name=self.came["display_name"].str.casefold())
        if _is_sorted(folded, orders):
            return Outcome.RIGHT, "It sorts capitals and small letters alike."
        before = self.everything["extension"]
        in_old_order = before[before.isin(self.came["extension"])].tolist()
        if self.came["extension"].tolist() == in_old_order:
            return Outcome.IGNORED, "The rows came in the order they have without it."
        return Outcome.WRONG, "The rows came in another order."

    def _count(self) -> None:
        if self.options.count.strip() == "false":
            if self.received.count is not None:
                self._say("count", Outcome.IGNORED, "A count came all the same.")
        elif self.received.count is None:
            if "count" in self.given:
                self._say("count", Outcome.IGNORED, "The PBX told no count.")
        elif self.received.count != self.right.count:
            counted = f"It counts {self.received.count:,}, there are {self.right.count:,}."
            self._say("count", Outcome.WRONG, counted)

    def _selection(self) -> None:
        if "select" not in self.given or not self.received.rows:
            return
        wanted = {field.name for field in parse_select(self.options.select)}
        keys = {key for row in self.received.rows for key in row if not key.startswith("@")}
        if extra := sorted(keys - wanted):
            words = f"Fields came that were not asked for: {', '.join(extra)}."
            self._say("select", Outcome.IGNORED, words)
        elif "DisplayName" in wanted and "DisplayName" not in keys:
            self._say("select", Outcome.WRONG, "DisplayName did not come.")

    def _figures(self) -> None:
        """The same extension with other figures than in the unfiltered rows."""
        if self.foreign:
            foreign = count_of(self.foreign, "row")
            words = f"{foreign} came that the report without options does not have."
            self._say("rows", Outcome.WRONG, words)
            return
        fields = parse_select(self.options.select if "select" in self.given else "*")
        columns = [field.column for field in fields]
        rows, came = self.rows[columns], self.came[columns]
        same = (rows == came).fillna(False) | (rows.isna() & came.isna())
        if differing := int((~same.astype(bool)).any(axis=1).sum()):
            words = f"{count_of(differing, 'row')} came with other figures than without options."
            self._say("rows", Outcome.WRONG, words)


def _is_sorted(frame: pd.DataFrame, orders: tuple[Order, ...]) -> bool:
    """Whether the rows stand in this order; equal ones may stand in any."""
    return bool((positions(frame, orders) == np.arange(len(frame))).all())
