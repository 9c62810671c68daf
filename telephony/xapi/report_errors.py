"""Errors of reports and lists that came incomplete, or that the PBX does not have."""
# ruff: noqa: N818  # each name states a fact, as pages and logs show it

from __future__ import annotations

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.text import visible
from telephony.frames.quality import Quality
from telephony.xapi.errors import UnusableResponse, XapiError


class IncompleteList(UnusableResponse):
    """The list of groups came incomplete, so a group that is not in it may exist."""

    kind = "incomplete list of groups"

    def __init__(self, number: str) -> None:
        super().__init__(
            "The PBX did not send its list of groups completely.",
            f"Group “{visible(number, 40)}” is not in the part that came, so it may or may not "
            "exist. Try again in a minute.",
        )


class RowsMissing(UnusableResponse):
    """The report lacks rows: nothing can be verified against it."""

    kind = "rows missing"
    headline = "Rows of the report are missing or doubtful."

    def __init__(self, quality: Quality) -> None:
        super().__init__(advice=LocaleText(_reasons, quality))


class NoHourlyReport(XapiError):
    """The hourly reports are not offered or not readable: hours have to be counted one by one.

    A failure before them, of the sign-in or the list of groups, stays the error that it is.
    """

    kind = "no hourly report"
    headline = "The hours in the PBX's hourly report cannot be read."
    advice = "The hours can be counted one by one instead."

    @classmethod
    def because_of(cls, error: XapiError) -> NoHourlyReport:
        """The same request, message and words, where ``error`` shows that there is no report."""
        return cls(
            error.headline,
            error.advice,
            request=error.request,
            status=error.status,
            pbx_message=error.pbx_message,
        )


def _reasons(quality: Quality, style: LocaleStyle) -> str:
    return " ".join(quality.reasons(style))
