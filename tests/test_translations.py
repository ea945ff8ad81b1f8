"""The Danish catalogue: every text is translated, in the words of the product, and the file that gettext reads is current."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from desktop import texts
from desktop.texts import Message

TOOL = Path(__file__).resolve().parent.parent / "resources" / "translations" / "catalogue.py"

# The labels of the term table, and the words of lamps, pages and tabs.
WORDS = {
    "Integration": "Integration",
    "Connection": "Forbindelse",
    "Linking": "Sammenkædning",
    "Suggestion": "Forslag",
    "Item number": "Varenummer",
    "Transferring": "Overførsel",
    "Customer owner": "Kundeejer",
    "Connect": "Opret forbindelse",
    "Standard values": "Standardværdier",
    "Transferred": "Overført",
    "Refused": "Afvist",
    "Stopped": "Stoppet",
    "Sending": "Sender",
    "Uncertain": "Uvis",
    "Waiting": "Venter",
    "Ready": "Klar",
    "To do": "Mangler",
    "Stops invoices": "Stopper fakturaer",
    "Overdue": "Ligger længe",
    "Not needed": "Ikke nødvendigt",
    "Not active": "Ikke aktiv",
    "One suggestion": "Ét forslag",
    "Several suggestions": "Flere forslag",
    "No suggestion": "Ingen forslag",
    "Ignored": "Ignorerede",
    "Overview": "Overblik",
    "Setup": "Opsætning",
    "Link customers": "Sammenkæd kunder",
    "Item numbers": "Varenumre",
    "Invoices": "Fakturaer",
    "Log": "Log",
    "Settings": "Indstillinger",
    "Reconcile": "Afstem",
    "Draft": "Kladde",
    "Booked": "Bogført",
    "Credit note": "Kreditnota",
}
UNWANTED = re.compile(r"desværre|venligst|fejl i data|\bDe(res)? (har|skal|kan|bedes)\b|!", re.IGNORECASE)
BREAKING_NAME = re.compile(r"e-conomic(?!\.com)")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue_under_test", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def danish(tool: ModuleType) -> list[str]:
    catalogue: Catalog = tool.kept()
    found = []
    for message in catalogue:
        if message.id:
            found += [message.string] if isinstance(message.string, str) else list(message.string)
    return found


def test_every_text_is_translated_and_nothing_else_and_the_compiled_file_is_current(tool: ModuleType) -> None:
    assert tool.faults() == []


@pytest.mark.parametrize(("english", "danish"), WORDS.items(), ids=WORDS)
def test_the_words_of_the_product_are_used(english: str, danish: str) -> None:
    texts.set_language("da")

    assert texts._(english) == danish


def test_the_tone_holds(danish: list[str]) -> None:
    assert [one for one in danish if UNWANTED.search(one.replace("!r}", "}"))] == []


def test_the_name_of_e_conomic_is_not_broken_over_two_lines(danish: list[str]) -> None:
    assert [one for one in danish if BREAKING_NAME.search(one)] == []


def test_no_translation_has_spaces_at_its_ends(danish: list[str]) -> None:
    assert [one for one in danish if one != one.strip()] == []


@pytest.mark.parametrize(("count", "sentence"), [(0, "0 kunder"), (1, "1 kunde"), (2, "2 kunder"), (1234, "1.234 kunder")])
def test_danish_has_one_and_many(count: int, sentence: str) -> None:
    texts.set_language("da")

    assert Message("{count} customer", "{count} customers", count=count).render() == sentence


def test_a_missing_a_stale_and_a_wrong_translation_are_found(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "PO", tmp_path / "bindeled.po")
    monkeypatch.setattr(tool, "MO", tmp_path / "bindeled.mo")
    wanted = [("New", "a.py"), ("{count} row of {total}", "a.py"), (("{count} line", "{count} lines"), "a.py"), ("Known", "a.py")]
    monkeypatch.setattr(tool, "texts", lambda: iter([("Gone", "a.py"), *wanted[1:]]))
    tool.update()
    catalogue = tool.kept()
    translations = {"Gone": "Væk", "{count} row of {total}": "{cuont} række", "{count} line": ("{count} linje", "{count} linjer")}
    for english, string in translations.items():
        catalogue[english].string = string
    with tool.PO.open("wb") as file:
        tool.write_po(file, catalogue)
    monkeypatch.setattr(tool, "texts", lambda: iter([*wanted, ("{count} line", "a.py")]))

    found = "\n".join(tool.faults())

    assert "not translated: 'New'" in found
    assert "not translated: 'Known'" in found
    assert "not in the code any more: 'Gone'" in found
    assert "the translation names ['cuont']" in found
    assert "the translation leaves out ['count', 'total']" in found
    assert "both with and without a count: '{count} line'" in found
    assert "bindeled.mo is older" in found
