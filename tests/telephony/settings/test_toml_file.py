"""TOML files whose errors name the line."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.settings.toml_file import parse_toml, read_toml
from telephony.settings.values import SettingsError

_TEXT = '''# systems

title = "both"   # a remark
[[system]]
id = "berlin"
"odd key" = 1
note = """
several lines, and [[system]] among them
id = "no"
"""

[[system]]
id = "york"
list = [
    "one",

    "two",
]
  [system.limits]
  per_hour = 5
dotted.name = 3
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 3),
        (("system",), 4),
        (("system", 0), 4),
        (("system", 0, "id"), 5),
        (("system", 0, "odd key"), 6),
        (("system", 0, "note"), 7),
        (("system", 1), 12),
        (("system", 1, "id"), 13),
        (("system", 1, "list"), 14),
        (("system", 1, "limits"), 19),
        (("system", 1, "limits", "per_hour"), 20),
        (("system", 1, "limits", "dotted", "name"), 21),
    ],
)
def test_the_line_of_a_value_is_the_one_on_which_it_begins(place, line):
    assert parse_toml(_TEXT, "pbx.toml").line(place) == line


_VALUES: st.SearchStrategy[str] = st.sampled_from(
    [
        *("1", '"text"', '"""\nlong\n"""', "[\n1,\n\n2]", "{ a = 1 }", "'''[x]\n\ny = 1'''"),
        # what looks like a bracket, a remark or an end, and is none
        *(r'"\"[#"', r"'[\'", '"""a\n"["""""', "'''a\n'']'''''", "[ # ]\n']' ]", '""', "''"),
    ]
)


def test_a_line_is_found_soon_whatever_a_file_looks_like():
    """Whoever asks for their rights waits for it."""
    people = "".join(f'  "person{number}@example.com", # [ " \n' for number in range(10_000))
    file = parse_toml(f"[[rule]]\nuser = [\n{people}]\nwrong = 1\n", "access.toml")
    readings = [0]
    found = tomllib.loads

    def counted(text: str) -> Any:
        readings[0] += 1
        return found(text)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tomllib, "loads", counted)
        assert file.line(("rule", 0, "wrong")) == 10_004
    assert readings[0] < 10


@given(st.lists(st.tuples(_VALUES, st.sampled_from(["", "\n", "# a remark\n"])), max_size=30))
def test_every_key_of_any_file_is_found_on_its_line(entries):
    text, lines = "", []
    for number, (value, before) in enumerate(entries):
        text += before
        lines.append(text.count("\n") + 1)
        text += f"key{number} = {value}\n"
    file = parse_toml(text, "any.toml")
    assert [file.line((f"key{number}",)) for number in range(len(entries))] == lines


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1\nb = \n", "pbx.toml, line 2: this is not TOML."),
        ("a = 1\n\na = 2\n", "pbx.toml, line 3: this is not TOML."),
        ('a = 1\nb = "open', "pbx.toml, line 2: this is not TOML."),
        ("a = [1,\n2", "pbx.toml, line 2: this is not TOML."),
        ("a = " + "[" * 5_000, "pbx.toml, line 1: this is not TOML."),
    ],
)
def test_broken_syntax_is_refused_with_its_line(text, words):
    with pytest.raises(SettingsError) as refused:
        parse_toml(text, "pbx.toml")
    assert str(refused.value).startswith(words)
    assert len(str(refused.value).splitlines()) == 1


def test_an_unknown_key_is_refused_with_its_line_and_what_may_be_meant():
    file = parse_toml('[[system]]\nid = "a"\ntimezome = "UTC"\n', "pbx.toml")
    with pytest.raises(SettingsError) as refused:
        file.check_keys(("system", 0), ("id", "timezone"))
    assert str(refused.value) == (
        "pbx.toml, line 3: timezome is not known here. Did you mean timezone?"
    )
    with pytest.raises(SettingsError, match=r"line 3: .* Known: id, name\.$"):
        file.check_keys(("system", 0), ("id", "name"))


def test_a_file_is_read_with_the_marks_and_line_ends_of_windows(tmp_path):
    path = tmp_path / "pbx.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    file = read_toml(path)
    assert (dict(file.data), file.line(("b",))) == ({"a": 1, "b": 2}, 2)


@pytest.mark.parametrize("content", [b"a = '\xff'", b"#" * 1_000_001, None])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content: Any):
    path = tmp_path / "pbx.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"pbx\.toml"):
        read_toml(path)
