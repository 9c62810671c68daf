"""What changed between two periods, or differs between two groups, and at whom?"""

from components.changes import charts, controls, loading, provenance, view_model
from components.shared import page_frame, preview
from components.shared.viewer_locale import viewer_style
from telephony.answers.marked_days import update6
from telephony.context import Context

_FILES = {"changes": "Changes by extension"}


def changes(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(
        context, "What changed", _FILES, line_below_bar=controls.show, chips=controls.chips
    )
    if page is None:
        return
    answers = loading.load(context, page)
    if answers is None:
        return
    view = controls.comparing(page.view)
    names = view_model.group_names(page.directory, view)
    newer_from = update6(context.settings, context.access.pbx_version)
    model = view_model.build(answers, view, names, newer_from, viewer_style())
    charts.show(context, answers, model, view, newer_from)
    provenance.show(context, answers, model.comparison)
    preview.offer(context, page)
