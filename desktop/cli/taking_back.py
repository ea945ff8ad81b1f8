"""The way back in `bindeled link`: undo a batch, end links, bring back what was set aside."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.cli.exit_codes import ExitCode
from desktop.cli.surroundings import Surroundings
from desktop.errors import RecordNotFound
from desktop.models.linking import UNDO_AGAIN, CustomerPair, Tab
from desktop.models.records import Integration
from desktop.texts import Message


def undo(surroundings: Surroundings, integration: Integration) -> int:
    """Take the newest batch back."""
    batch = surroundings.program.linking_undo.last_batch(integration)
    if batch is None:
        raise RecordNotFound(Message("There is nothing to undo."))
    report = surroundings.program.linking_undo.undo(integration, batch.id, surroundings.progress())
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
    left = [Message("{customer} was not set aside.", customer=pair.finance.title) for pair in not_ignored]
    data = {"brought_back": ids, "not_ignored": [pair.finance.id for pair in not_ignored]}
    surroundings.tell(data, lambda: "\n".join(line.render() for line in (sentence, *left)))
    return ExitCode.SOME_REFUSED if left else ExitCode.DONE
