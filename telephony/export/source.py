"""Where the rows of a file come from: which PBX, and the page that shows the same."""

from __future__ import annotations

from dataclasses import dataclass

from telephony.answers.directory import Directory
from telephony.query.view import Query


@dataclass(frozen=True)
class Source:
    """The PBX without its address, which readers of a file need not know.

    group_names: as the PBX lists them, empty where the list is not available. version: the PBX's,
    None where it is not known. page: the URL of the page that shows the same. pbx_name: empty where
    there is only one.
    """

    group_names: tuple[str, ...]
    demo: bool
    version: str | None
    page: str
    pbx_name: str = ""

    @property
    def words(self) -> str:
        """The kind of PBX and its version."""
        kind = "demo PBX (made-up company)" if self.demo else "3CX phone system"
        return f"{kind}, version {self.version or 'not known'}"


def source_of(  # noqa: PLR0913  # what is known, by name
    query: Query,
    groups: Directory | None,
    version: str | None,
    *,
    demo: bool,
    page: str,
    pbx_name: str = "",
) -> Source:
    """The source as far as it is known now: a file does not wait for the list of groups."""
    names = () if groups is None else tuple(map(groups.name, query.groups))
    return Source(names, demo, version, page, pbx_name)
