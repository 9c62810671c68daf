"""The sentences of the guided set-up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

QUESTION: Final = "Which 3CX should this dashboard show?"
HOW: Final = (
    "Create an API client in the 3CX console under Integrations → API, in department DEFAULT with "
    "role System Owner and XAPI access. It shows the API key once."
)
NOTHING_STORED: Final = (
    "What you enter is used for this test alone. It is stored neither here nor in the browser, and "
    "forgotten when you leave the page."
)
URL: Final = "Address of the PBX"
URL_HELP: Final = "As its web client has it: whatever is behind the host and port does not matter."
CLIENT_ID: Final = "Client ID"
API_KEY: Final = "API key"
ZONE: Final = "Time zone of the PBX"
ZONE_HELP: Final = "It decides when a day begins."
REACH: Final = "Who opens the dashboard?"
HERE: Final = "People at this machine"
ELSEWHERE: Final = "People at other machines as well"
NAMES: Final = "Names under which they reach it"
NAMES_HELP: Final = (
    "Such as calls.example.internal; several with commas between. For other machines."
)
OPEN: Final = "Without a sign-in: everybody who reaches it may see all data"
SUBMIT: Final = "Test, and show the settings"
ONLY_HTTPS: Final = "The address has to begin with https://."
TEXT: Final = "The settings"
FAILED: Final = (
    "Not every step passed. These are the settings as you entered them; what the failed step says "
    "has to be done first."
)
SIGN_IN: Final = (
    "So that other machines can be let in, people have to sign in: the admin guide says how, under "
    "“Signing in”. Until then the dashboard serves this machine alone."
)
NOT_FOR_OTHERS: Final = (
    "The API key is in it: let nobody else read the file (chmod 600 .env), and close this page "
    "when you have copied the text."
)


def where(folder: Path, *, exists: bool) -> str:
    """Where the text goes, and what makes it count."""
    file = folder / ".env"
    what = f"Add these lines to {file}" if exists else f"Save this as {file}"
    return f"{what}, and restart the dashboard. Environment variables do as well, and go first."
