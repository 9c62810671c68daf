"""The groups as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from components.groups.loading import LoadedGroups
from components.groups.view_model import Groups
from components.shared import downloads
from telephony.context import Context
from telephony.export.groups import GroupsContent, groups_export, groups_file_name
from telephony.query.view import View
from telephony.xapi.errors import XapiError


def menu(
    context: Context,
    loaded: LoadedGroups,
    shown: Groups,
    view: View,
    missing: Mapping[str, XapiError] | None = None,
) -> None:
    """A popover with the groups as they are shown; ``missing``: as of ``GroupsContent``."""
    content = GroupsContent(
        loaded.groups, shown.totals, loaded.query, view, loaded.before, missing or {}
    )
    make = partial(groups_export, content)
    file = downloads.ExportFile(context, content.provenance, make, groups_file_name)
    downloads.offer(file, "One row per group, in this order.")
