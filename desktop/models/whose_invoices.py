"""Invoices of several companies of one PSA that cannot be told apart: what that means, said before anything is sent; pure."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.models.records import Company, Integration
from desktop.texts import Message, in_a_row


def why_not_told_apart(integration: Integration, psa: str) -> Message | None:
    """Why this integration shows the invoices of other companies of its PSA too, `None` when it does not.

    As the PSA told at the newest sign-in; whether another integration, here or in another database, sends them plays no part.
    """
    ours, finance = integration.psa.company, integration.finance.company
    if ours is None or not ours.shares_invoices:
        return None
    shown = Message(
        "{psa} has several legal entities, and does not tell here whose an invoice is: those of all are shown, "
        "and can be sent to {company}.",
        psa=psa,
        company=finance.name if finance else integration.name,
    )
    return in_a_row(
        (shown, Message("Connect {psa} again, with the fields too that may be left out; until then look at each invoice.", psa=psa))
    )


def who_belongs_there_too(integration: Integration, others: Iterable[Integration]) -> Message | None:
    """Which other integrations belong to the same company of the finance system: allowed, and easily a mistake."""
    finance = integration.finance
    if finance.company is None:
        return None
    names = tuple(
        one.name
        for one in others
        if one.id != integration.id
        and one.finance.system == finance.system
        and one.finance.company is not None
        and one.finance.company.id == finance.company.id
    )
    if not names:
        return None
    return Message(
        "Another integration belongs to this company too: {names}. See that it is meant so.",
        "{count} other integrations belong to this company too: {names}. See that it is meant so.",
        count=len(names),
        names=names,
    )


def choice_of_company(psa: str, companies: Iterable[Company]) -> Message:
    """What is asked when credentials open several companies of a system, and what is to be known before one is chosen."""
    if any(one.shares_invoices for one in companies):
        return Message(
            "{psa} answers. Whose an invoice is it tells only when the fields are filled in too that may be left out. "
            "Fill them in, or choose the company, and connect.",
            psa=psa,
        )
    return Message("{system} answers. Choose the company, and connect.", system=psa)


def begins_to_share(before: Company | None, now: Company | None) -> bool:
    """Whether invoices of other companies are shown from now on, of which whoever activated the integration was told nothing."""
    return now is not None and now.shares_invoices and not (before is not None and before.shares_invoices)


def ends_sharing(before: Company | None, now: Company | None) -> bool:
    """Whether the PSA tells from now on whose an invoice is: of those that were read before nobody knows."""
    return before is not None and before.shares_invoices and now is not None and not now.shares_invoices
