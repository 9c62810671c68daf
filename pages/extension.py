"""How busy is one person, against the own past and against the group?"""

from components.extension import charts, controls
from components.shared import page_frame
from telephony.context import Context

_FILES = {"extension": "Days of this extension"}


def extension(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(context, "Extension", _FILES, line_below_bar=controls.show_not_applied)
    if page is not None:
        charts.show(context, page)
