"""``GET /openapi.json``: the exports as OpenAPI 3.1, made from their tables and their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from server.exports.parameter_table import ABOUT, LINK, OPTIONS, Parameter
from telephony.export.formats import Format
from threecx_dashboard import __version__

# The parameters without which an export responds 400; of all others it is the group.
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {"groups": (), "extension": ("group", "extension")}
_GROUP: Final = ("group",)
# The exports with OData options.
WITH_OPTIONS: Final = frozenset({"extensions"})
# What begins the docstring of an export's module, before its own words.
_ADDRESSES: Final = re.compile(r"``GET[^:]*: ", re.DOTALL)

_TEXT: Final = {"text/plain": {"schema": {"type": "string"}}}
_RETRY: Final = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_REFUSALS: Final[Mapping[str, dict[str, Any]]] = {
    "400": {"description": "A parameter that cannot be used; the body says what to do."},
    "401": {"description": "Not signed in, or a wrong access token."},
    "403": {"description": "Signed in, without the right."},
    "404": {"description": "No such group."},
    "429": {"description": "Too many exports of one person or token.", "headers": _RETRY},
    "502": {"description": "The PBX refuses or cannot be reached."},
    "503": {"description": "Not now: the PBX or the dashboard is busy.", "headers": _RETRY},
    "504": {"description": "The PBX takes too long."},
}
_FILE_HEADERS: Final = {
    name: {"description": words, "schema": {"type": "string"}}
    for name, words in {
        "ETag": "For If-None-Match: the same values are 304.",
        "Warning": "Values that are old or incomplete, or parameters that do not apply.",
        "Content-Disposition": "The name of the file.",
    }.items()
}
_JSON_FILE: Final = {
    "type": "object",
    "required": ["about", "rows"],
    "properties": {
        "about": {"type": "object"},
        "rows": {"type": "array", "items": {"type": "object"}},
    },
}


@cache
def description(exports: tuple[tuple[str, str], ...], base: str) -> dict[str, Any]:
    """The document. ``exports``: name and module of each; ``base``: the path that they are under.

    Imports the modules, which is slow before the start is through.
    """
    every = {**LINK, **OPTIONS, "about": ABOUT}
    suffixes = {form.suffix: form for form in reversed(Format)}  # of two the plain one
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "3CX dashboard: exports",
            "version": __version__,
            "description": "Every table of the dashboard as a file. HEAD works as well.",
        },
        "servers": [{"url": base or "/"}],
        "security": [{}, {"accessToken": []}],
        "components": {
            "securitySchemes": {"accessToken": {"type": "http", "scheme": "bearer"}},
            "parameters": {name: _parameter(name, one) for name, one in every.items()},
            "responses": {
                status: {**refusal, "content": _TEXT} for status, refusal in _REFUSALS.items()
            },
        },
        "paths": {
            f"/export/{name}.{suffix}": {"get": _operation(name, module, form)}
            for name, module in exports
            for suffix, form in reversed(suffixes.items())
        },
    }


def _operation(name: str, module: str, form: Format) -> dict[str, Any]:
    names = [*LINK, *(OPTIONS if name in WITH_OPTIONS else ())]
    if sum(other.suffix == form.suffix for other in Format) > 1:
        names.append("about")
    needed = NEEDS.get(name, _GROUP)
    references = [{"$ref": f"#/components/parameters/{one}"} for one in names if one not in needed]
    own = [_parameter(one, LINK[one], required=True) for one in needed]
    return {
        "operationId": f"{name}_{form.suffix}",
        "summary": f"{form.label}: {_words(module)}",
        "description": form.help,
        "parameters": [*own, *references],
        "responses": {
            "200": {
                "description": "The file.",
                "headers": _FILE_HEADERS,
                "content": {form.media_type: {"schema": _schema(form)}},
            },
            "304": {"description": "The values are unchanged."},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _REFUSALS},
        },
    }


def _parameter(name: str, parameter: Parameter, *, required: bool = False) -> dict[str, Any]:
    # an empty text counts as not given
    schema = {**parameter.schema, "minLength": 1} if required else parameter.schema
    if parameter.several:
        least = {"minItems": 1} if required else {}
        schema = {"type": "array", "items": schema, "maxItems": parameter.several, **least}
    return {
        "name": name,
        "in": "query",
        "description": parameter.words,
        "required": required,
        "schema": schema,
    }


def _schema(form: Format) -> dict[str, Any]:
    return _JSON_FILE if form is Format.JSON else {"type": "string"}


def _words(module: str) -> str:
    """What the export's own module says that it has."""
    words = _ADDRESSES.sub("", import_module(module).__doc__ or "", count=1)
    return " ".join(words.partition("\n\n")[0].split())
