"""Holidays in exports: left out of what is counted, or marked beside it."""

from __future__ import annotations

from collections.abc import Mapping

from server.exports.slots import ExportSlot, TurnedAwayError
from telephony.answers.marked_days import MarkedDays, marked_days
from telephony.context import Context
from telephony.data_access.pending import PendingResult
from telephony.query.view import Query, View
from telephony.xapi.errors import NotReady, XapiError
from telephony.xapi.records import GroupHours

Office = PendingResult[Mapping[str, GroupHours]]


async def holidays_in(context: Context, view: View, slot: ExportSlot) -> Office:
    """Have the PBX's holidays read, and wait where the view leaves holidays out.

    Raises TurnedAwayError when they take too long.
    """
    office = slot.keep(context.access.request_office_hours())
    if not view.holidays and not await slot.landed(office):
        raise TurnedAwayError("The holidays are not in so far.")
    return office


def marked(context: Context, view: View, query: Query, office: Office) -> MarkedDays:
    """The days that are marked, with those of the PBX as far as they are in."""
    settings, version = context.settings, context.access.pbx_version
    kept: Mapping[str, GroupHours] | XapiError
    try:
        kept = office.answer(NotReady())
    except XapiError as error:
        kept = error
    return marked_days(settings, version, view, [query.period], kept)


def counted(
    context: Context, view: View, query: Query, office: Office
) -> tuple[View, tuple[str, ...]]:
    """The view with its hours as they count, and which holidays are not left out, in sentences.

    Raises XapiError where its holidays are not known.
    """
    if view.holidays:
        return view, ()
    found = marked(context, view, query, office)
    if found.unread is not None:
        raise found.unread
    return found.counted(view), found.not_left_out(view)
