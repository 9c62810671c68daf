"""At which hours does a group have its calls?"""

from components.hours import charts, controls
from components.shared import page_frame
from components.shared.working_hours import zone_of
from telephony.context import Context


def hours(context: Context) -> None:
    """Draw the page."""
    frame = page_frame.show(context, "Time of day", zone_of, below=controls.show)
    if frame is not None:
        charts.show(context, frame)
