"""Do the rates of extensions differ by more than chance?"""

from components.rates import charts, controls, provenance, view_model
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
from telephony.answers.marked_days import update6
from telephony.context import Context
from telephony.periods.update6 import break_words

_FILES = {"rates": "Rates by extension"}


def rates(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(
        context,
        "Is the difference real?",
        _FILES,
        line_below_bar=controls.show,
        chips=controls.chips,
    )
    if page is None:
        return
    query = page.view.query(page.now, context.zone)
    loaded = answers_loading.load_answer(context, page, query, refresh=progress.refresh_wanted())
    if loaded is None:
        return
    newer_from = update6(context.settings, context.access.pbx_version)
    with page.notices:
        notices.not_comparable(break_words(newer_from, [query.period], viewer_style()))
    model = view_model.build(loaded, url_state.view(), viewer_style())
    finding.show(model.finding, model.limits)
    charts.show(context, loaded)
    provenance.show(context, loaded)
    preview.offer(context, page)
