"""Who carries the load of a group, and what if somebody is absent?"""

from components.shared import (
    answers_loading,
    finding,
    notices,
    page_frame,
    preview,
    progress,
    url_state,
)
from components.shared.viewer_locale import viewer_style
from components.workload import areas, cards, charts, provenance, traffic, view_model
from telephony.context import Context
from telephony.query.view import View

_FILES = {"workload": "Workload by extension", "traffic": "Traffic by hour of the week"}


def show_not_applied(context: Context, view: View) -> None:
    """Which filters of the link the page does not apply."""
    notices.not_applied(view, context.zone)


def workload(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(context, "Workload", _FILES, line_below_bar=show_not_applied)
    if page is None:
        return
    query = page.view.query(page.now, context.zone)
    refresh = progress.refresh_wanted()
    loaded = answers_loading.load_answer(context, page, query, refresh=refresh)
    if loaded is None:
        return
    style = viewer_style()
    model = view_model.build(loaded, url_state.view(), style)
    finding.show(model.finding, model.concentration)
    cards.show(model.load, style)
    charts.show(context, loaded)
    areas.show(context, page, loaded, refresh=refresh)
    traffic.show(context, page, query)
    provenance.show(context, loaded)
    preview.offer(context, page)
