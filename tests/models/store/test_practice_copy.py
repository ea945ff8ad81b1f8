from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import StoreUnusable
from desktop.models.store.practice_copy import copied
from desktop.models.store.work import Store


def test_what_is_done_in_the_copy_does_not_reach_the_store(file: Path, store: Store, here: int, tmp_path: Path) -> None:
    copy = Store.open(copied(file, tmp_path))
    with copy.work() as work:
        work.integrations.rename(here, "Practice")
        work.commit()
    copy.close()

    with store.reading() as work:
        assert [one.name for one in work.integrations.all()] == ["Æble til e-conomic"]


def test_a_copy_that_cannot_be_made_says_so(store: Store, file: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="cannot be copied for practice"):
        copied(file, tmp_path / "missing")
