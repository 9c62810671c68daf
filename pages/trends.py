"""How do calls, talk time and the pick-up rate of a group move over days, weeks and months?"""

from components.shared import page_frame
from components.shared.working_hours import zone_of
from components.trends import charts, controls
from telephony.context import Context


def trends(context: Context) -> None:
    """Draw the page."""
    frame = page_frame.show(context, "Trends", zone_of, controls.more_controls, controls.show)
    if frame is not None:
        charts.show(context, frame)
