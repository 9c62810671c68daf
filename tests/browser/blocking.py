"""Pages to which something does not come."""

from __future__ import annotations

from playwright.sync_api import Page


def block(page: Page, addresses: str) -> None:
    """Let nothing come to a page from these ``addresses``, in which ``*`` is anything.

    A route of Playwright's would go without what the browser has stored and compiled.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": [addresses]})
