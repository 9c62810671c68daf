"""One of the dashboard's requests as code to run elsewhere; credentials come from variables."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit


def curl_snippet(url: str) -> str:
    """Two shell commands: one for the token, one for the report. ``-g`` leaves the URL as it is."""
    form = '-d "client_id=$CLIENT_ID" -d "client_secret=$API_KEY" -d grant_type=client_credentials'
    return (
        f"TOKEN=$(curl -s {form} \\\n"
        f"  {shlex.quote(_token_url(url))} | jq -r .access_token)\n"
        f'curl -g -H "Authorization: Bearer $TOKEN" \\\n'
        f"  {shlex.quote(url)}"
    )


def httpx_snippet(url: str) -> str:
    """A small program with httpx. The URL is sent exactly as given."""
    return (
        "import os\n\n"
        "import httpx\n\n"
        "form = {\n"
        '    "client_id": os.environ["CLIENT_ID"],\n'
        '    "client_secret": os.environ["API_KEY"],\n'
        '    "grant_type": "client_credentials",\n'
        "}\n"
        "with httpx.Client(timeout=60) as client:\n"
        f"    signed_in = client.post({_token_url(url)!r}, data=form)\n"
        '    token = signed_in.raise_for_status().json()["access_token"]\n'
        "    report = client.get(\n"
        f"        {url!r},\n"
        '        headers={"Authorization": f"Bearer {token}"},\n'
        "    )\n"
        '    print(report.raise_for_status().json()["value"])'
    )


def _token_url(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/connect/token"
