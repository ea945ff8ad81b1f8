"""In `bindeled link`: whether invoices overwrite the att. person of these customers, where the finance system has one."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.cli.exit_codes import ExitCode
from desktop.cli.surroundings import Surroundings
from desktop.models.linking import CustomerPair
from desktop.models.records import Integration
from desktop.texts import Message


def keep_att_persons(surroundings: Surroundings, integration: Integration, pairs: Sequence[CustomerPair], *, is_kept: bool) -> int:
    """Keep the att. person of these linked customers, or let invoices overwrite it."""
    linked = [pair.link.psa_id for pair in pairs if pair.link is not None]
    for psa_id in linked:
        surroundings.program.people.keep_att_person(integration, psa_id, is_kept)
    left = [Message("{customer} is not linked.", customer=pair.finance.title) for pair in pairs if pair.link is None]
    sentence = (
        Message("The att. person of {count} customer is kept.", "The att. person of {count} customers is kept.", count=len(linked))
        if is_kept
        else Message(
            "Invoices overwrite the att. person of {count} customer.",
            "Invoices overwrite the att. person of {count} customers.",
            count=len(linked),
        )
    )
    data = {"kept" if is_kept else "overwritten": linked, "not_linked": [pair.finance.id for pair in pairs if pair.link is None]}
    surroundings.tell(data, lambda: "\n".join(line.render() for line in (sentence, *left)))
    return ExitCode.SOME_REFUSED if left else ExitCode.DONE
