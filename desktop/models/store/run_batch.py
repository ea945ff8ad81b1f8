"""The batch of one run of transfers: what was made ready for its invoices, so that it can be taken back."""

from __future__ import annotations

import threading

from desktop.models.records import Activity
from desktop.models.store.work import Store
from desktop.texts import Message


class RunBatch:
    """Begun when something is first kept in it; to be called while no unit of work is open."""

    def __init__(self, store: Store, integration_id: int) -> None:
        self._store = store
        self._integration_id = integration_id
        self._turn = threading.Lock()
        self._id = 0

    def __call__(self) -> int:
        """The id of the batch."""
        with self._turn:
            if not self._id:
                with self._store.work() as work:
                    said = Message("Customers, contacts and employees made ready for invoices.")
                    self._id = work.batches.start(self._integration_id, Activity.TRANSFER, said)
                    work.commit()
            return self._id
