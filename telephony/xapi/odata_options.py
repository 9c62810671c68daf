"""The eight OData query options that a caller may add to a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ODataOptions:
    """OData query options, sent as they are; ``top`` and ``skip`` may span several pages.

    ``search`` and ``filter`` are OData text, ``orderby`` entries like ``Dn desc``. ``count`` None
    leaves it to the client, which requests the count. Raises ValueError for negative numbers.
    """

    top: int | None = None
    skip: int | None = None
    search: str | None = None
    filter: str | None = None
    count: bool | None = None
    select: tuple[str, ...] = ()
    orderby: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("top", "skip"):
            value: int | None = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"{name} must not be negative")

    @property
    def has_expressions(self) -> bool:
        """True when the PBX has to parse text of the caller's, and may fail to."""
        return bool(self.search or self.filter or self.select or self.orderby or self.expand)
