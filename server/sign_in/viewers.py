"""The viewer who sends a request or opened a session, by the configured way of signing in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from starlette.datastructures import Headers
from starlette.types import Scope

from server.base_path import base_path
from server.host_check import Refusal
from server.sign_in.arrivals import Arrivals
from server.sign_in.open_id import OpenIdSignIn
from server.sign_in.proxy import ProxySignIn
from telephony.access.file import DEFAULT_PATH, AccessFile
from telephony.access.identity import Identity
from telephony.access.viewer import EVERYBODY, Viewer
from telephony.settings.load import Settings, SettingsError

if TYPE_CHECKING:  # it brings pandas, which the start does not wait for
    from telephony.context import Context

# The path below which Streamlit serves what a page offers as a file. Its own fonts are below
# /static/media/, and the page for signing in needs them.
_MADE_FILES = "/media/"


class SignIn(Protocol):
    """A way of signing in. ``not_signed_in`` tells a person who has not what to do.

    ``by_button``: whether our own pages have the buttons for signing in and out.
    """

    @property
    def not_signed_in(self) -> str: ...

    @property
    def by_button(self) -> bool: ...

    def refusal(self, scope: Scope) -> Refusal | None:
        """The reason to refuse an HTTP request or a websocket handshake, None to let it in."""

    def identity(self, headers: Mapping[str, str]) -> Identity | None:
        """The person whose request or session has these headers; None: not signed in."""


class Viewers:
    """Who looks at the dashboard. Without ``sign_in`` that is everybody, with all rights.

    ``arrivals``: where people sign in elsewhere, so that only their visits say so.
    """

    def __init__(
        self,
        sign_in: SignIn | None = None,
        access: AccessFile | None = None,
        arrivals: Arrivals | None = None,
    ) -> None:
        self._sign_in = sign_in
        self._access = access
        self._arrivals = arrivals

    @property
    def sign_in(self) -> SignIn | None:
        """How people sign in; None where nobody does."""
        return self._sign_in

    @property
    def access_problem(self) -> str:
        """Why the newest access file is not in force; empty where it is."""
        return self._access.problem if self._access else ""

    @property
    def access_reloads(self) -> Mapping[str, int] | None:
        """How often a changed access file came into force (``ok``), or did not (``failed``).

        None where there is no file.
        """
        if self._access is None:
            return None
        return {"ok": self._access.reloads, "failed": self._access.failed_reloads}

    def announce_changes(self, announce: Callable[[str], object]) -> None:
        """Let ``announce`` have a sentence when the access rules have changed, or could not."""
        if self._access is not None:
            self._access.announce = announce

    def arrived(self, context: Context) -> None:
        """The viewer of ``context`` has opened a page or sent a request."""
        if self._arrivals is not None:
            self._arrivals.notice(context)

    @property
    def not_signed_in(self) -> str:
        """What a person who has not signed in reads."""
        return self._sign_in.not_signed_in if self._sign_in else ""

    @property
    def by_button(self) -> bool:
        """Whether our own pages have the buttons for signing in and out."""
        return self._sign_in is not None and self._sign_in.by_button

    def refusal(self, scope: Scope) -> Refusal | None:
        """The reason to refuse an HTTP request or a websocket handshake, None to let it in.

        Files that pages have made are for people who have signed in; their names are secrets.
        """
        refused = self._sign_in.refusal(scope) if self._sign_in else None
        if refused is None and scope["path"].startswith(base_path() + _MADE_FILES):
            signed_in = self.viewer_of(Headers(scope=scope)) is not None
            refused = None if signed_in else Refusal(401, self.not_signed_in)
        return refused

    def viewer_of(self, headers: Mapping[str, str], pbx: str = "") -> Viewer | None:
        """Whose request or session these headers are; None: not signed in.

        ``pbx``: the id of the system that they want to see; empty where there is one system only.
        ``headers``: of an HTTP request, or of a session's handshake, that was not refused; names
        in any case.
        """
        if self._sign_in is None:
            return EVERYBODY
        identity = self._sign_in.identity(headers)
        return None if identity is None else self.viewer_for(identity, pbx)

    def rights_of(self, headers: Mapping[str, str]) -> tuple[Viewer | None, ...]:
        """As ``viewer_of``, at each PBX."""
        pbxs = self._access.pbxs if self._access else ()
        return tuple(self.viewer_of(headers, pbx) for pbx in pbxs or ("",))

    def viewer_for(self, identity: Identity, pbx: str = "") -> Viewer | None:
        """A person with their rights of now; None where there are no rights to have."""
        return None if self._access is None else self._access.rules.viewer(identity, pbx)


def viewers_of(settings: Settings) -> Viewers:
    """The viewers by the settings. Raises SettingsError where the access file is broken."""
    if not settings.signs_in:
        return Viewers()
    ids = [of_pbx.pbx_id for of_pbx in settings.systems if of_pbx.pbx_id]
    access = AccessFile(settings.access_file or DEFAULT_PATH.absolute(), monotonic, ids)
    if settings.open_id is not None:
        return Viewers(OpenIdSignIn(settings.open_id), access)
    if settings.trusted_proxy is None:
        raise SettingsError("There is no way to sign in that this server knows.")
    return Viewers(ProxySignIn(settings.trusted_proxy), access, Arrivals())
