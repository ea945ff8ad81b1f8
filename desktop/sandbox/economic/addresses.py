"""Addresses: ids inside paths (economic.md section 11), and links that name the host the request named."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

import flask

_REPLACED = ["<", ">", "*", "%", ":", "&", "/", "\\", "_", " ", "?", ".", "#", "+"]
_ENCODED = {character: f"_{number}_" for number, character in enumerate(_REPLACED)}
_DECODED = {encoded: character for character, encoded in _ENCODED.items()}


def encoded(key: Any) -> str:
    """A record's key as it stands in a path."""
    return quote("".join(_ENCODED.get(character, character) for character in str(key)))


def decoded(segment: str) -> str:
    """The key that a path segment stands for."""
    return re.sub(r"_\d{1,2}_", lambda found: _DECODED.get(found[0], found[0]), unquote(segment))


def link(*parts: Any) -> str:
    """An absolute link: the first part is a path as it is, the others are keys. `?demo=true` stays on every link (section 2)."""
    path = "/".join([str(parts[0]), *(encoded(part) for part in parts[1:])])
    query = flask.request.args.get("demo") == "true"
    return f"{flask.request.host_url.rstrip('/')}{path}{'?demo=true' if query else ''}"


def requested() -> str:
    """The address of this request, query included, as the client wrote it."""
    return flask.request.host_url.rstrip("/") + str(flask.request.environ["RAW_URI"])
