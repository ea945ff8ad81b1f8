"""Addresses: ids inside paths (economic.md section 11), and links that name the host the request named."""

from __future__ import annotations

import functools
import re
from urllib.parse import quote, unquote

import flask

_REPLACED = ["<", ">", "*", "%", ":", "&", "/", "\\", "_", " ", "?", ".", "#", "+"]
_ENCODED = {character: f"_{number}_" for number, character in enumerate(_REPLACED)}
_DECODED = {encoded: character for character, encoded in _ENCODED.items()}


@functools.lru_cache(maxsize=50_000)
def encoded(key: str) -> str:
    """A record's key, or a fixed part, as it stands in a path; kept, because a page of customers has fifteen thousand of them."""
    return quote("".join(_ENCODED.get(character, character) for character in key))


def decoded(segment: str) -> str:
    """The key that a path segment stands for."""
    return re.sub(r"_\d{1,2}_", lambda found: _DECODED.get(found[0], found[0]), unquote(segment))


def link(path: str, *parts: int | str) -> str:
    """An absolute link: a path as it is, then keys and fixed parts. `?demo=true` stays on every link (section 2)."""
    if "link_frame" not in flask.g:
        flask.g.link_frame = (flask.request.host_url.rstrip("/"), "?demo=true" if flask.request.args.get("demo") == "true" else "")
    host, query = flask.g.link_frame
    keys = "".join(f"/{part if isinstance(part, int) else encoded(part)}" for part in parts)
    return f"{host}{path}{keys}{query}"


def requested() -> str:
    """The address of this request, query included, as the client wrote it."""
    return flask.request.host_url.rstrip("/") + str(flask.request.environ["RAW_URI"])
