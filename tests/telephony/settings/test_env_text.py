"""Settings written as ``.env`` read back as they were."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from telephony.settings.env_text import env_text
from telephony.settings.load import load_settings
from telephony.settings.values import read_env_file

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


def read_back(text: str) -> dict[str, str]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / ".env"
        file.write_text(text, encoding="utf-8")
        return read_env_file(file, ("A", "B"))


@given(PRINTABLE, PRINTABLE)
def test_any_two_values_read_back_as_they_are(first: str, second: str) -> None:
    assert read_back(env_text({"A": first, "B": second})) == {"A": first, "B": second}


def test_what_needs_no_quotes_has_none() -> None:
    assert env_text({"A": "https://pbx.example:5001", "B": "Europe/Berlin"}) == (
        "A=https://pbx.example:5001\nB=Europe/Berlin\n"
    )


def test_a_key_with_everything_in_it_starts_the_dashboard(tmp_path: Path) -> None:
    key = r"a#b'c\"d$HOME${X}`e\\f=g"
    values = {
        "THREECX_URL": "https://pbx.example",
        "THREECX_CLIENT_ID": "app",
        "THREECX_API_KEY": key,
    }
    file = tmp_path / ".env"
    file.write_text(env_text(values), encoding="utf-8")
    settings = load_settings({}, file)
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == key
