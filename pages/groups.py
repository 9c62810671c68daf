"""How do the groups compare with each other?"""

from components.groups import charts, controls
from components.shared import page_frame
from telephony.context import Context


def groups(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(context, "Groups", line_below_bar=controls.show, every_group=True)
    if page is not None:
        charts.show(context, page)
