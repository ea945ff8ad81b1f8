"""The technical log for whoever mends the program, what must never stand in it, and the bundle a user sends us.

"Log" alone means the integration log that users read; this is the file beside it. Secrets are struck out of both in two ways:
by value (`register_secret` was told the secret, so it is found in every form it can take on its way) and by name (whatever
stands after `Authorization:`, in `<Hash>...</Hash>`, behind `"password":` ... even if nobody registered it).
"""

from __future__ import annotations

import base64
import html
import importlib.metadata
import json
import logging
import logging.handlers
import platform
import re
import sys
import threading
import time
import urllib.parse
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import desktop

STRUCK_OUT = "***"
LOG_FILE = "bindeled.log"
LOG_BYTES, LOG_FILES = 2_000_000, 5
SHORTEST_SECRET = 4  # a shorter text stands inside ordinary words; by name it is still struck out

_forms: set[str] = set()
_registering = threading.Lock()

_NAMES = (
    "authorization",
    "token",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "hash",
    "cookie",
    "credential",
    "signature",
)
_KEYS = ("api", "access", "private", "subscription")  # api_key, accessKey ...; a customer's or an idempotency key is no secret
_NAME = rf"(?:{'|'.join(_NAMES)}|(?:{'|'.join(_KEYS)})[-_]?key)(?!-limit)[\w.-]{{0,60}}"
_QUOTED = r"""\\{1,8}"(?:(?!\\{1,8}").)*(?:\\{1,8}"|\Z)|"(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)"""
_BY_NAME = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL | re.MULTILINE), replacement, pattern.startswith(f"({_NAME}"))
    for pattern, replacement in (
        # <t:Hash>value</t:Hash>
        (rf"(<(?:[\w.-]{{0,60}}:)?[\w.-]{{0,60}}?{_NAME}(?:\s[^<>]*)?>)\s*[^<\s][^<]*", rf"\1{STRUCK_OUT}"),
        # "password": "value", 'password': b'value', password="value", ('password', 'value')
        (rf"""({_NAME}(?:\\*["'])?\s*(?:[:=]|,(?<=["'],))\s*b?)(?:{_QUOTED})""", rf'\1"{STRUCK_OUT}"'),
        # "password": 1234, "tokens": {...}, "tokens": [...]
        (rf"""({_NAME}\\*["']\s*:\s*)(?:\{{[^{{}}]*\}}?|\[[^\[\]]*\]?|[^\s"',\[\]{{}}]+)""", rf'\1"{STRUCK_OUT}"'),
        # Authorization: Bearer value (a header stands alone on its line)
        (rf"^([\w-]{{0,60}}?{_NAME}:[ \t]*)(?![\"'*])[^\r\n]+", rf"\1{STRUCK_OUT}"),
        # password=value, token: value
        (rf"({_NAME}\s*[:=]\s*(?:(?:bearer|basic|token)\s+)?)(?![\"'*{{\[])[^\s&;,<>\"')\]}}]+", rf"\1{STRUCK_OUT}"),
        # Bearer value (a first letter in its own class is found a hundred times as fast as a word boundary)
        (r"((?-i:[Bb])(?<!\w.)(?:earer|asic)\s+)[\w.~+/=-]{16,}", rf"\1{STRUCK_OUT}"),
        # https://user:value@host
        (r"(://[^/\s:@]{0,200}:)[^/\s@]+@", rf"\1{STRUCK_OUT}@"),
    )
]
_KEY_IN_LOWER_CASE = re.compile(rf"(?:{'|'.join(_KEYS)})[-_]?key")

_log = logging.getLogger(__name__)


def register_secret(secret: str) -> None:
    """From now on `secret` is struck out of everything logged, plain and as it looks in addresses, JSON, XML and base64.

    A text shorter than `SHORTEST_SECRET` would strike out half the log and is left to its name.
    """
    if len(secret) < SHORTEST_SECRET:
        return
    global _forms
    with _registering:
        _forms = _forms | set(_forms_of(secret))  # a new set, so that whoever is striking out at this moment is not disturbed


def struck_out(text: str) -> str:
    """The text without secrets: registered values first, then whatever stands behind the name of a secret."""
    text = _without_values(text)
    if _may_hold_a_secret(text):
        names = _places_of_names(text)
        for pattern, replacement, begins_with_name in _BY_NAME:
            at_names = begins_with_name and names is not None
            struck = _struck_at(names or (), pattern, replacement, text) if at_names else pattern.sub(replacement, text)
            if struck != text:
                text, names = struck, _places_of_names(struck)
    return text


def start_log(folder: Path) -> Path:
    """Write the technical log of this process to a rotating file in `folder`, and say where; an `OSError` if it cannot be made.

    Started again (another data folder), it leaves the file before.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stop_log()
    handler = _RotatingFile(folder / LOG_FILE, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8")
    handler.setFormatter(StrikingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    _log.info("Bindeled %s, Python %s, %s", desktop.__version__, platform.python_version(), platform.platform())
    return folder / LOG_FILE


def stop_log() -> None:
    """Close the technical log of this process, if it was started."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _RotatingFile)]:
        root.removeHandler(handler)
        handler.close()


class StrikingFormatter(logging.Formatter):
    """A line of the technical log: UTC time, level, thread, place, message, traceback; secrets struck out of all of it."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The line with secrets struck out; arguments and traceback are inside it by then."""
        return struck_out(super().format(record))


class _RotatingFile(logging.handlers.RotatingFileHandler):
    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            # Windows refuses to rename a file that the scheduled command line has open as well: go on in the full file.
            self.stream = self._open()


def write_support_bundle(file: Path, logs: Path, found: object) -> int:
    """Write a zip for our support, without secrets: the technical logs, the versions of everything, and what `doctor` found (JSON).

    Gives the number of files in it; an `OSError` says what could not be read or written. No table of the database goes in, and
    nothing that the window keeps (what was searched for): a record is named only where a sentence of the log names it.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("versions.json", _as_json(_versions()))
        bundle.writestr("doctor.json", struck_out(_as_json(found)))
        for log in sorted(logs.glob(LOG_FILE + "*")):
            # once more: a secret may have been registered after the line was written
            bundle.writestr(f"logs/{log.name}", struck_out(log.read_text("utf-8", errors="replace")))
        return len(bundle.namelist())


def _versions() -> dict[str, str]:
    """The versions of the program, Python, the operating system and every library found."""
    libraries = {one.name: one.version for one in importlib.metadata.distributions()}
    return {
        "Bindeled": desktop.__version__,
        "Python": platform.python_version(),
        "system": platform.platform(),
        "built program": str(bool(getattr(sys, "frozen", False))),
    } | dict(sorted(libraries.items(), key=lambda one: one[0].lower()))


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _without_values(text: str) -> str:
    """Secrets may overlap in a text, so their places are gathered first and then struck out together."""
    spans = sorted(span for form in _forms for span in _places(form, text))
    pieces, done = [], 0
    for start, end in spans:
        if start >= done:
            pieces += [text[done:start], STRUCK_OUT]
        done = max(done, end)
    return "".join([*pieces, text[done:]])


def _struck_at(names: Sequence[int], pattern: re.Pattern[str], replacement: str, text: str) -> str:
    """`pattern.sub` for a pattern that begins with the name of a secret, a hundred times as fast.

    Python looks for such a pattern at every character; the names alone are found at once.
    """
    pieces, done = [], 0
    for start in names:
        if start >= done and (found := pattern.match(text, start)):
            pieces += [text[done : found.start()], found.expand(replacement)]
            done = found.end()
    return "".join([*pieces, text[done:]]) if pieces else text


def _places_of_names(text: str) -> list[int] | None:
    """Where the name of a secret begins, in order; `None` when a letter whose small form is longer moves the places behind it."""
    lower = text.lower()
    if len(lower) != len(text):
        return None
    places = {start for name in _NAMES for start, _end in _places(name, lower)}
    if "key" in lower:
        places.update(found.start() for found in _KEY_IN_LOWER_CASE.finditer(lower))
    return sorted(places)


def _may_hold_a_secret(text: str) -> bool:
    """A quick look, since most texts do not: the patterns would take a second for a long answer without any secret."""
    lower = text.lower()
    return any(word in lower for word in (*_NAMES, "key", "bearer", "basic", "://"))


def _places(form: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + 1)


def _forms_of(secret: str) -> Iterator[str]:
    yield secret
    for safe in ("", "/"):
        for quote in (urllib.parse.quote, urllib.parse.quote_plus):
            quoted = quote(secret, safe=safe)
            yield quoted
            yield re.sub("%..", lambda found: found[0].lower(), quoted)
    in_json = json.dumps(secret)[1:-1]
    yield from (in_json, in_json.replace("/", "\\/"), json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from (json.dumps(in_json)[1:-1], repr(secret)[1:-1], repr(secret.encode())[2:-1])
    yield from (html.escape(secret), html.escape(secret, quote=False), secret.encode().hex())
    yield from _in_base64(secret.encode())


def _in_base64(secret: bytes) -> Iterator[str]:
    """The characters that the secret always gives, wherever it stands in what is encoded (`user:password`): three cases."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret).decode()
        sure = encoded[-(-before * 8 // 6) : (before + len(secret)) * 8 // 6]
        if len(sure) >= SHORTEST_SECRET:
            yield sure
            yield sure.replace("+", "-").replace("/", "_")
