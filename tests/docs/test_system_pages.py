"""The pages of the systems say what the connectors declare."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_system_has_its_page_and_it_is_up_to_date(generate: ModuleType) -> None:
    for file, text in generate.system_pages().items():
        assert file.read_text(encoding="utf-8") == text, f"{file.name}: run `python docs/generate.py systems`"
