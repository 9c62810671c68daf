"""At which hours does a group have its calls?"""

from components.hours import charts, controls
from components.shared import day_filters, page_frame
from telephony.context import Context

_FILES = {"hours": "Hours"}


def hours(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(
        context,
        "Time of day",
        _FILES,
        Context.zone_of,
        extra_controls=day_filters.controls,
        line_below_bar=controls.show,
        chips=day_filters.chips,
        whole_groups=True,
    )
    if page is not None:
        charts.show(context, page)
