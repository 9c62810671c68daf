"""The contents of a file in any format, and an identity that changes only with them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from telephony.export.about import About
from telephony.export.fields import EXTENSIONS, FileLayout
from telephony.export.formats import Format
from telephony.export.provenance import Provenance, file_name
from telephony.frames.columns import PlainColumns

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

    @cached_property
    def columns(self) -> PlainColumns:
        """The rows as every format writes them."""
        return PlainColumns(self.rows)

    def file_name(self, form: Format) -> str:
        """``extensions_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
        return file_name(self.provenance, form.suffix, self.layout.name.lower())

    def identity(self, form: Format) -> str:
        """A digest of the query, the values and the format; the same in every process.

        When the values were loaded is not part of it: values that are requested again and are the
        same have the same identity.
        """
        keys = self.layout.keys_of(self.fields)
        described = self.about.data({key: key for key in keys})
        lasting = {name: value for name, value in described.items() if name not in _CHANGING}
        digest = hashlib.blake2b(digest_size=16)
        digest.update(json.dumps([form.name, self.fields, lasting]).encode())
        for key in keys:
            digest.update(repr(self.columns[key]).encode("utf-8", "replace"))
        return digest.hexdigest()

    def changing_facts(self) -> tuple[str | int, ...]:
        """What ``identity`` leaves out: with both equal, two files are equal to the byte."""
        return tuple(self.about.facts.get(name, "") for name in sorted(_CHANGING))
