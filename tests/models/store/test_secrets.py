from __future__ import annotations

from desktop.models.store.work import Store


def test_sealed_bytes_are_kept_replaced_and_forgotten(store: Store) -> None:
    with store.work() as work:
        assert work.sealed_secrets.get("k") is None
        work.sealed_secrets.put("k", b"\x00\xff" * 6000)
        assert work.sealed_secrets.get("k") == b"\x00\xff" * 6000
        work.sealed_secrets.put("k", b"new")
        assert work.sealed_secrets.get("k") == b"new"
        work.sealed_secrets.delete("k")
        work.sealed_secrets.delete("none")
        work.commit()

    with store.reading() as work:
        assert work.sealed_secrets.get("k") is None
