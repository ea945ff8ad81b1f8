"""Batches: what was done to many records at once, kept so that it can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from desktop.models.records import Activity
from desktop.models.store.tables import BatchRow, BatchStepRow
from desktop.texts import Message

_UNDONE = "undone"  # beside what a step holds: nothing of it is left to be taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch that can be undone; `steps` are plain JSON objects that the use case which made them reads again.

    Steps that were taken back, or never will be, are not among them. `step_ids` are those of the steps, in the same order.
    """

    id: int
    activity: Activity
    message: Message
    made_at: dt.datetime
    steps: tuple[dict[str, Any], ...]
    step_ids: tuple[int, ...]


class Batches:
    """The batches of an integration."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self, integration_id: int, activity: Activity, message: Message) -> int:
        """Open a batch and give its id; steps are added one by one, each in the unit of work that did it."""
        row = BatchRow(
            integration_id=integration_id,
            activity=activity,
            message=message.to_json(),
            made_at=dt.datetime.now(dt.UTC),
            undone_at=None,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def add_step(self, batch_id: int, step: dict[str, Any]) -> int:
        """Note one thing that was done, or is about to be; gives the id of the step."""
        row = BatchStepRow(batch_id=batch_id, step=step)
        self._session.add(row)
        self._session.flush()
        return row.id

    def correct_step(self, step_id: int, step: dict[str, Any]) -> None:
        """Note what a step really did, once that is known."""
        self._session.get_one(BatchStepRow, step_id).step = step

    def drop_step(self, step_id: int) -> None:
        """Forget a step that turned out to have changed nothing."""
        self._session.delete(self._session.get_one(BatchStepRow, step_id))

    def newest(self, integration_id: int, *, activity: Activity | None = None, expenses: bool = False) -> Batch | None:
        """The newest batch that is not undone and holds at least one step: of expenses, or of everything else.

        The two are kept apart, since each is taken back by whoever made it. With `activity` only batches of that one count.
        """
        wanted = _open(integration_id, expenses)
        if activity is not None:
            wanted = wanted.where(BatchRow.activity == activity)
        row = self._session.scalars(wanted.limit(1)).one_or_none()
        return None if row is None else self._record(row)

    def open(self, integration_id: int, *, expenses: bool = False) -> list[Batch]:
        """Every such batch, newest first."""
        return [self._record(row) for row in self._session.scalars(_open(integration_id, expenses)).all()]

    def get(self, integration_id: int, batch_id: int, *, expenses: bool = False) -> Batch | None:
        """One of those that `open` lists; a batch of another integration, or of the other kind, is none."""
        row = self._session.scalars(_open(integration_id, expenses).where(BatchRow.id == batch_id)).one_or_none()
        return None if row is None else self._record(row)

    def later(self, integration_id: int, batch_id: int) -> list[Batch]:
        """Those of `open` that were begun after this one, newest first."""
        rows = self._session.scalars(_open(integration_id, expenses=False).where(BatchRow.id > batch_id)).all()
        return [self._record(row) for row in rows]

    def step_undone(self, step_id: int) -> None:
        """Note that nothing of a step is left to be taken back; its batch stays open until `undone`."""
        row = self._session.get_one(BatchStepRow, step_id)
        row.step = row.step | {_UNDONE: True}

    def undone(self, batch_id: int) -> None:
        """Note that a batch was undone."""
        self._session.get_one(BatchRow, batch_id).undone_at = dt.datetime.now(dt.UTC)

    def _record(self, row: BatchRow) -> Batch:
        found = self._session.execute(
            select(BatchStepRow.id, BatchStepRow.step).where(BatchStepRow.batch_id == row.id).order_by(BatchStepRow.id)
        )
        left = {id_: step for id_, step in found if _UNDONE not in step}
        return Batch(
            id=row.id,
            activity=Activity(row.activity),
            message=Message.from_json(row.message),
            made_at=row.made_at,
            steps=tuple(left.values()),
            step_ids=tuple(left),
        )


def _open(integration_id: int, expenses: bool) -> Select[BatchRow]:
    is_wanted = BatchRow.activity == Activity.EXPENSES if expenses else BatchRow.activity != Activity.EXPENSES
    return (
        select(BatchRow)
        .where(
            BatchRow.integration_id == integration_id,
            BatchRow.undone_at.is_(None),
            is_wanted,
            exists().where(BatchStepRow.batch_id == BatchRow.id),
        )
        .order_by(BatchRow.id.desc())
    )
