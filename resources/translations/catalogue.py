"""The Danish catalogue: collects every text of the code into bindeled.po, and compiles it to the bindeled.mo that gettext reads.

    python resources/translations/catalogue.py update    new texts come in untranslated, texts that are gone go out
    python resources/translations/catalogue.py compile   after translating
    python resources/translations/catalogue.py check     what `dev.py check` runs: nothing missing, nothing stale, braces agree

Texts are the first argument of `_`, `Message` and `Waiting`, and the first two of `ngettext` and of messages where a count decides.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PO = Path(__file__).parent / "da" / "LC_MESSAGES" / "bindeled.po"
MO = PO.with_suffix(".mo")
CALLS = {"_", "Message", "Waiting", "ngettext"}
SAYS_SOMETHING = re.compile(rf"\b({'|'.join(sorted(CALLS))})\(")  # half of the files do not, and reading one takes milliseconds
PLACES = re.compile(r"\{(\w+)\}")
MADE = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)  # always the same, so that the same texts make the same file
NOTHING_TO_TRANSLATE = re.compile(r"^(\W|\{\w+\}|\d)*$")


Found = tuple[str | tuple[str, str], str]


def texts() -> Iterator[Found]:
    """Every text with the file it stands in; a pair where a count decides."""
    for file in sorted((ROOT / "desktop").rglob("*.py")):
        place, source = str(file.relative_to(ROOT).as_posix()), file.read_text(encoding="utf-8")
        if not SAYS_SOMETHING.search(source):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                given = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(given) == 2 and given[1]:
                    yield (given[0], given[1]), place
                elif given and not NOTHING_TO_TRANSLATE.match(given[0]):
                    yield given[0], place


def collected(found: Iterable[Found]) -> Catalog:
    """These texts as a catalogue without translations."""
    catalogue = Catalog(
        locale="da",
        header_comment="# The Danish texts of Bindeled, see catalogue.py.",
        project="Bindeled",
        version="1",
        msgid_bugs_address="none",
        creation_date=MADE,
        revision_date=MADE,
        last_translator="Bindeled",
        language_team="Bindeled",
        charset="utf-8",
        fuzzy=False,
    )
    for text, place in found:
        catalogue.add(text, locations=[(place, 0)])
    return catalogue


def clashes(texts_there: Iterable[Found]) -> set[str]:
    """Texts that stand once alone and once with a plural, or with two plurals: gettext has one place for them."""
    seen: dict[str, str | tuple[str, str]] = {}
    found = set()
    for text, _place in texts_there:
        first = text if isinstance(text, str) else text[0]
        if seen.setdefault(first, text) != text:
            found.add(first)
    return found


def kept() -> Catalog:
    """The catalogue as it is in the file."""
    with PO.open("rb") as file:
        return read_po(file, locale="da")


def update() -> None:
    """Bring the file up to the code; translations stay."""
    new = collected(texts())
    if PO.exists():
        old = kept()
        for message in new:
            if message.id and (known := old.get(message.id)) is not None:
                message.string = known.string
    with PO.open("wb") as file:
        write_po(file, new, width=120, sort_output=True, omit_header=False, include_lineno=False)


def compiled() -> bytes:
    """What bindeled.mo must hold."""
    buffer = io.BytesIO()
    write_mo(buffer, kept())
    return buffer.getvalue()


def faults() -> list[str]:
    """What is wrong with the catalogue, one sentence each."""
    known, found, there = kept(), [], list(texts())
    wanted = collected(there)
    for message in wanted:
        if not message.id:
            continue
        translated = known.get(message.id)
        strings = translated.string if translated is not None else ""
        several = strings if isinstance(strings, tuple) else (strings,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if not all(several) or (isinstance(message.id, tuple) and len(several) < 2):
            found.append(f"not translated: {message.id!r} ({message.locations[0][0]})")
            continue
        places = {place for one in ids for place in PLACES.findall(one)}
        for string in several:
            if extra := set(PLACES.findall(string)) - places:
                found.append(f"{message.id!r}: the translation names {sorted(extra)}, which the text does not have")
        if missing := places - {place for string in several for place in PLACES.findall(string)}:
            found.append(f"{message.id!r}: the translation leaves out {sorted(missing)}")
    found += [f"both with and without a count: {text!r}" for text in sorted(clashes(there))]
    found += [f"not in the code any more: {one.id!r}" for one in known if one.id and wanted.get(one.id) is None]
    if not MO.exists() or MO.read_bytes() != compiled():
        found.append("bindeled.mo is older than bindeled.po: compile it")
    return found


def main(command: str) -> int:
    """Run one command; gives the exit code."""
    if command == "update":
        PO.parent.mkdir(parents=True, exist_ok=True)
        update()
    elif command == "compile":
        MO.write_bytes(compiled())
    elif command == "check":
        found = faults()
        print("\n".join(found) or f"{len(kept())} texts in Danish")
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
