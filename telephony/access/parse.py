"""Reads the access file; each error names the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Final

from telephony.access.identity import folded
from telephony.access.rules import ANYBODY, AccessRules, Rule
from telephony.access.viewer import GroupRights, Role
from telephony.formatting.suggestions import did_you_mean, nearest
from telephony.settings.toml_file import Place, TomlFile

_CONDITIONS: Final = ("user", "domain", "claim")
_KEYS: Final = (*_CONDITIONS, "groups", "role", "pbx")
_EXAMPLE: Final = 'Write [[rule]], and below it what it is for and gives, such as user = "…".'
# Numbers of groups, and what shell patterns have.
_PATTERN: Final = re.compile(r"(?:[^\[\]]|\[!?\]?[^\[\]]+\])+")
_DOMAIN: Final = re.compile(r"[^\s@*,]+")


def parse_rules(file: TomlFile, pbxs: Collection[str] = ()) -> AccessRules:
    """The rules of the file. Raises SettingsError for the first that is wrong.

    ``pbxs``: the ids of the systems, where there are several.
    """
    file.check_keys((), ("rule",))
    rules = file.data.get("rule", [])
    if not (isinstance(rules, list) and all(isinstance(rule, dict) for rule in rules)):
        raise file.error(("rule",), f"rule is not a list of rules. {_EXAMPLE}")
    # also what an editor leaves for a moment while it saves
    if not rules:
        raise file.error((), f"there is no rule, so nobody would see anything. {_EXAMPLE}")
    return AccessRules(tuple(_rule(file, ("rule", n), pbxs) for n in range(len(rules))))


def _rule(file: TomlFile, place: Place, pbxs: Collection[str]) -> Rule:
    file.check_keys(place, _KEYS)
    given = _at(file, place)
    if not any(key in given for key in _CONDITIONS):
        raise file.error(place, "the rule is for nobody. Add user, domain or claim.")
    if not ("groups" in given or "role" in given):
        raise file.error(place, "the rule gives nothing. Add groups or role.")
    return Rule(
        users=frozenset(map(folded, _checked(file, place, "user", _wrong_user))),
        domains=frozenset(
            folded(text.removeprefix("@"))
            for text in _checked(file, place, "domain", _wrong_domain)
        ),
        claims=_claims(file, (*place, "claim")) if "claim" in given else {},
        pbxs=frozenset(_checked(file, place, "pbx", partial(_wrong_pbx, pbxs))),
        groups=GroupRights(frozenset(_checked(file, place, "groups", _wrong_group))),
        role=_role(file, (*place, "role")) if "role" in given else Role.VIEWER,
    )


def _checked(
    file: TomlFile, rule: Place, key: str, problem_of: Callable[[str], str]
) -> tuple[str, ...]:
    """The texts that a rule has for ``key``; ``problem_of`` says what is wrong with one."""
    if key not in _at(file, rule):
        return ()
    texts = _texts(file, (*rule, key))
    if problem := next(filter(None, map(problem_of, texts)), ""):
        raise file.error((*rule, key), f"{key} {problem}")
    return texts


def _wrong_user(text: str) -> str:
    if ANYBODY not in text or text == ANYBODY:
        return ""
    return f'“{text}” is a pattern, but only "*" is, for anybody. Give the whole name, or a domain.'


def _wrong_domain(text: str) -> str:
    if _DOMAIN.fullmatch(text.removeprefix("@")):
        return ""
    return f'“{text}” is not what follows the @ of an e-mail address. Give it as "example.com".'


def _wrong_pbx(pbxs: Collection[str], text: str) -> str:
    if text in pbxs:
        return ""
    meant = nearest(text, pbxs)
    return f"“{text}” is not the id of a system. {did_you_mean(meant) if meant else 'Remove it.'}"


def _wrong_group(text: str) -> str:
    if "," in text:
        return f'has a comma in “{text}”. Give each group by itself: ["8000", "80*"].'
    if _PATTERN.fullmatch(text):
        return ""
    return f'has “{text}”, neither a number nor a pattern. Give them as "8000" or "80*".'


def _role(file: TomlFile, place: Place) -> Role:
    word = _at(file, place)
    if word in list(Role):
        return Role(word)
    meant = nearest(word, Role) if isinstance(word, str) else ""
    hint = did_you_mean(meant) if meant else f"Give one of {', '.join(Role)}."
    raise file.error(place, f"the role is none of the dashboard's. {hint}")


def _claims(file: TomlFile, place: Place) -> dict[str, frozenset[str]]:
    claims = _at(file, place)
    if not isinstance(claims, dict) or not claims:
        raise file.error(place, 'claim has no name. Give it as claim = { groups = "…" }.')
    return {name: frozenset(_texts(file, (*place, name))) for name in claims}


def _texts(file: TomlFile, place: Place) -> tuple[str, ...]:
    """A text, or a list of them, none of which is empty."""
    value, name = _at(file, place), place[-1]
    texts = value if isinstance(value, list) else [value]
    for text in texts:
        if isinstance(text, int | float):
            plain = str(text).lower()
            raise file.error(place, f'{name} has {plain} without quotes. Write "{plain}".')
        if not isinstance(text, str):
            raise file.error(place, f'{name} is neither a text nor a list of texts. Write "…".')
        if not text.strip() or not text.isprintable():
            raise file.error(place, f"{name} has an empty text or a line break. Remove it.")
    if not texts:
        raise file.error(place, f"{name} is an empty list. Fill it, or remove it.")
    return tuple(text.strip() for text in texts)


def _at(file: TomlFile, place: Place) -> Any:
    value: Any = file.data
    for step in place:
        value = value[step]
    return value
