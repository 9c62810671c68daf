"""At which hours does a group have its calls?"""

from components.hours import charts, controls
from components.shared import page_frame
from telephony.context import Context


def hours(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(context, "Time of day", Context.zone_of, line_below_bar=controls.show)
    if page is not None:
        charts.show(context, page)
