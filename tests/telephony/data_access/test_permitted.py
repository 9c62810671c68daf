"""What a viewer may use of a data access."""

from __future__ import annotations

import inspect

from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess


def public(kind: type) -> dict[str, object]:
    return {name: value for name, value in vars(kind).items() if not name.startswith("_")}


def test_it_has_every_public_method_of_the_data_access_with_its_signature() -> None:
    ours = public(PermittedAccess)
    for name, of_access in public(DataAccess).items():
        assert type(ours[name]) is type(of_access), name
        if callable(of_access):
            assert inspect.signature(ours[name]) == inspect.signature(of_access), name  # type: ignore[arg-type]
