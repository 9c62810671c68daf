"""What an export contains, whatever its format, and how two exports are told apart."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import pandas as pd

from telephony.export.about import About
from telephony.export.fields import EXTENSIONS, FileLayout, values_of
from telephony.export.formats import Format
from telephony.export.provenance import Provenance

# Facts that change from one request to the next while the values stay the same.
_CHANGING = frozenset({"as_of", "source", "link"})


@dataclass(frozen=True)
class Export:
    """Rows in order, the fields to write of them (names in ``layout``), and what they are."""

    rows: pd.DataFrame
    fields: tuple[str, ...]
    provenance: Provenance
    about: About
    layout: FileLayout = EXTENSIONS


def changing_facts(export: Export) -> tuple[str | int, ...]:
    """What ``identity`` leaves out: with both equal, two files are equal to the byte."""
    return tuple(export.about.facts.get(name, "") for name in sorted(_CHANGING))


def identity(export: Export, form: Format) -> str:
    """A name for the query, the values and the format; equal ones in every process.

    When the values were loaded is not part of it: values that are requested again and are the
    same keep their name.
    """
    keys = export.layout.keys_of(export.fields)
    described = export.about.data({key: key for key in keys})
    lasting = {name: value for name, value in described.items() if name not in _CHANGING}
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps([form.name, export.fields, lasting]).encode())
    for key in keys:
        digest.update(repr(values_of(export.rows, key)).encode("utf-8", "replace"))
    return digest.hexdigest()
