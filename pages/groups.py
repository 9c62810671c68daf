"""How do the groups compare with each other?"""

from components.groups import across, charts, controls
from components.shared import page_frame
from telephony.context import Context

_FILES = {"groups": "Groups"}


def groups(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(
        context,
        "Groups",
        _FILES,
        line_below_bar=controls.show,
        every_group=True,
        directory_of_all=across.directory,
    )
    if page is None:
        return
    if page.view.of_all_systems:
        across.show(context, page)
    else:
        charts.show(context, page)
