"""How linking a customer, or overwriting a linked one, went: what the log says of it, and which plans that ends."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.errors import BindeledError
from desktop.models.records import Action, Activity, Customer, Decision, Exchange, Integration, Outcome, Side
from desktop.models.store.work import Store, Work
from desktop.texts import Message


def linked(
    work: Work, integration: Integration, decision: Decision, finance: Customer, psa: Customer, exchanges: Sequence[Exchange]
) -> None:
    """The two are linked, and all that was decided is written: it is no plan any more."""
    is_import = decision.action is Action.IMPORT
    sentence = (
        Message("Imported as a new customer {number} and linked.", number=psa.number or psa.id)
        if is_import
        else Message("Linked to {customer} {number}.", customer=psa.name, number=psa.number or psa.id)
    )
    work.decisions.drop_plans(integration.id, [finance.id])
    work.decisions.bring_back(integration.id, finance.id)
    work.log.note(
        integration.id,
        Activity.IMPORT if is_import else Activity.LINK,
        Outcome.DONE,
        sentence,
        subject=("customer", finance.id, finance.title),
        exchanges=exchanges,
    )


def overwriting(work: Work, integration: Integration, finance: Customer, system: str, count: int) -> None:
    """Told before it is done, so that the log says how far a linking came that was broken off; `count` fields."""
    work.log.note(
        integration.id,
        Activity.LINK,
        Outcome.DONE,
        Message(
            "The pair is kept. Now {count} field is overwritten in {system}.",
            "The pair is kept. Now {count} fields are overwritten in {system}.",
            count=count,
            system=system,
        ),
        what_to_do=Message("If no later entry tells how that ended, it was broken off: write once more, or undo."),
        system=system,
        subject=("customer", finance.id, finance.title),
    )


def overwritten(
    work: Work, integration: Integration, finance: Customer, system: str, changes: Sequence[str], exchanges: Sequence[Exchange]
) -> None:
    """These changes of fields, in words, were carried between two that are linked."""
    work.log.note(
        integration.id,
        Activity.UPDATE,
        Outcome.DONE,
        Message(
            "{count} field was written to {system}.",
            "{count} fields were written to {system}.",
            count=len(changes),
            system=system,
        ),
        system=system,
        subject=("customer", finance.id, finance.title),
        technical="\n".join(changes),
        exchanges=exchanges,
    )


def refused(
    store: Store,
    integration: Integration,
    finance_id: str,
    trouble: BindeledError,
    exchanges: Sequence[Exchange],
    activity: Activity,
) -> None:
    """It was not done, and why."""
    with store.work() as work:
        customer = work.customers.get(integration.id, Side.FINANCE, finance_id)
        work.log.note(
            integration.id,
            activity,
            Outcome.REFUSED,
            trouble.message,
            what_to_do=trouble.what_to_do,
            technical=trouble.technical,
            subject=("customer", finance_id, customer.title if customer else finance_id),
            exchanges=exchanges,
        )
        work.commit()
