"""The way back in `bindeled link`: undo a batch, end links, bring back what was ignored."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.errors import RecordNotFound
from desktop.models.linking import UNDO_AGAIN, CustomerPair, Tab
from desktop.models.records import Activity, Integration
from desktop.models.undoing import UNDO_GROUPS, UndoGroup
from desktop.texts import Message, _


def list_batches(surroundings: Surroundings, integration: Integration) -> int:
    """Every batch that can be taken back, newest first."""
    batches = surroundings.program.linking_undo.batches(integration)
    data = [{"batch": one.id, "made_at": one.made_at, "message": str(one.message)} for one in batches]
    columns = [_("Batch"), _("Time"), _("What was done")]
    surroundings.tell(data, lambda: table_of(columns, [(one.id, one.made_at, one.message) for one in batches]))
    return ExitCode.DONE


def preview_undo(
    surroundings: Surroundings, integration: Integration, batch_id: int | None, activity: Activity | None = None
) -> int:
    """What taking the batch back would do, in three groups; nothing is written."""
    number = _batch_id(surroundings, integration, batch_id, activity)
    preview = surroundings.program.linking_undo.preview(integration, number, surroundings.progress())
    items = sorted(preview.items, key=lambda item: list(UndoGroup).index(item.group))
    data = {
        "batch": preview.batch_id,
        **{
            group.value: [{"customer": one.customer, "what": str(one.sentence)} for one in items if one.group is group]
            for group in UndoGroup
        },
    }
    columns = [_("Undo"), _("Customer"), _("What happens")]
    surroundings.tell(data, lambda: table_of(columns, [(UNDO_GROUPS[one.group], one.customer, one.sentence) for one in items]))
    return ExitCode.DONE


def undo(surroundings: Surroundings, integration: Integration, batch_id: int | None, activity: Activity | None = None) -> int:
    """Take a batch back: the newest one, or the newest of one activity, unless another is named."""
    number = _batch_id(surroundings, integration, batch_id, activity)
    report = surroundings.program.linking_undo.undo(integration, number, surroundings.progress())
    data = {
        "undone": report.undone,
        "left_alone": [str(one) for one in report.left_alone],
        "not_possible": [str(one) for one in report.not_possible],
        "failed": [str(one) for one in report.failed],
    }
    again = [*report.failed, UNDO_AGAIN] if report.failed else []
    lines = [report.sentence, *again, *report.left_alone, *report.not_possible]
    surroundings.tell(data, lambda: "\n".join(line.render() for line in lines))
    return ExitCode.SOME_REFUSED if report.failed or report.left_alone or report.not_possible else ExitCode.DONE


def _batch_id(surroundings: Surroundings, integration: Integration, batch_id: int | None, activity: Activity | None) -> int:
    if batch_id is not None:
        return batch_id
    batch = surroundings.program.linking_undo.last_batch(integration, activity)
    if batch is None:
        raise RecordNotFound(Message("There is nothing to undo."))
    surroundings.remark(batch.message)  # the newest may be another one than the user thinks of
    return batch.id


def unlink(surroundings: Surroundings, integration: Integration, pairs: Sequence[CustomerPair]) -> int:
    """End the links of these customers."""
    links = [pair.link for pair in pairs if pair.link is not None]
    count = surroundings.program.linking_undo.unlink(integration, links)
    not_linked = [pair for pair in pairs if pair.link is None]
    sentence = Message("{count} link was removed.", "{count} links were removed.", count=count)
    left = [Message("{customer} is not linked.", customer=pair.finance.title) for pair in not_linked]
    data = {"unlinked": count, "not_linked": [pair.finance.id for pair in not_linked]}
    surroundings.tell(data, lambda: "\n".join(line.render() for line in (sentence, *left)))
    return ExitCode.SOME_REFUSED if left else ExitCode.DONE


def bring_back(surroundings: Surroundings, integration: Integration, pairs: Sequence[CustomerPair]) -> int:
    """Take these customers out of *Ignored*."""
    ids = [pair.finance.id for pair in pairs if pair.tab is Tab.IGNORED]
    surroundings.program.linking.bring_back(integration, ids)
    not_ignored = [pair for pair in pairs if pair.tab is not Tab.IGNORED]
    sentence = Message("{count} customer was brought back.", "{count} customers were brought back.", count=len(ids))
    left = [Message("{customer} was not ignored.", customer=pair.finance.title) for pair in not_ignored]
    data = {"brought_back": ids, "not_ignored": [pair.finance.id for pair in not_ignored]}
    surroundings.tell(data, lambda: "\n".join(line.render() for line in (sentence, *left)))
    return ExitCode.SOME_REFUSED if left else ExitCode.DONE
