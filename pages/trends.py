"""How do calls, talk time and the pick-up rate of a group move over days, weeks and months?"""

from components.shared import day_filters, page_frame
from components.trends import charts, controls
from telephony.context import Context

_FILES = {"days": "Days, weeks or months"}


def trends(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(
        context,
        "Trends",
        _FILES,
        Context.zone_of,
        extra_controls=day_filters.controls,
        line_below_bar=controls.show,
        chips=controls.chips,
    )
    if page is not None:
        charts.show(context, page)
