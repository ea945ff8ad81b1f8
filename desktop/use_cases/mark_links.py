"""Mark PSA customers as linked, so that another installation finds the link; product.md chapter 10.

A link stands without its mark: what a lost connection prevented is seen, and written later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.errors import BindeledError, PassingTrouble, RecordChanged, SettingsError
from desktop.models.linking import MarkReport, marks_of, unmarked_links
from desktop.models.records import Activity, Customer, Exchange, ExternalKey, Integration, Link, LinkKind, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.work import Store
from desktop.progress import Progress
from desktop.texts import Message


class LinkMarks:
    """The marks of one store's links: the external keys of PSA customers."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def mark_one(self, integration: Integration, psa: Customer, finance: Customer, activity: Activity) -> Message | None:
        """Write the link onto the PSA customer, once; gives why that was not possible, which the log tells too.

        It takes the place of the mark that `psa` had when it was read, and of no other: one that another installation wrote since
        stays, and is told. The connector says what its system can do about one that is written at the same moment.
        """
        trouble = self._mark(integration, psa, finance, activity, marks_of(psa, key_name(integration)))
        return None if trouble is None else _not_marked(psa, trouble)

    def _mark(
        self, integration: Integration, psa: Customer, finance: Customer, activity: Activity, replaces: Sequence[str]
    ) -> BindeledError | None:
        system, key = integration.psa.system, ExternalKey(system_name=key_name(integration), external_id=finance.id)
        exchanges: list[Exchange] = []
        trouble = None
        try:
            connector = self._connectors.psa(integration)
            system = connector.card.label
            with connector.recording() as exchanges:
                connector.set_external_key(psa.id, key, replaces=replaces)
        except BindeledError as error:
            trouble = error
        with self._store.work() as work:
            known = work.customers.get(integration.id, Side.PSA, psa.id)
            if trouble is None and known is not None:
                others = tuple(one for one in known.external_keys if one.system_name != key.system_name)
                work.customers.put(integration.id, Side.PSA, replace(known, external_keys=(*others, key)))
            work.log.note(
                integration.id,
                activity,
                Outcome.DONE if trouble is None else Outcome.REFUSED,
                Message("The link was written onto {customer} in {system}.", customer=psa.name, system=system)
                if trouble is None
                else _not_marked(psa, trouble),
                what_to_do=_what_to_do(trouble),
                system=system,
                technical=trouble.technical if trouble is not None else "",
                subject=("customer", finance.id, finance.title),
                exchanges=exchanges,
            )
            work.commit()
        return trouble

    def missing(self, integration: Integration, psa: Mapping[str, Customer], links: Iterable[Link]) -> list[Link]:
        """Those of the links whose PSA customer (`psa` by id) has no mark at all; none where the PSA keeps no marks."""
        if Ability.EXTERNAL_KEYS not in self._connectors.card(integration, Side.PSA).capabilities.can:
            return []
        return unmarked_links(psa, links, key_name(integration))

    def mark_missing(self, integration: Integration, progress: Progress) -> MarkReport:
        """Write the marks that are missing; gives how many were, and why the others were not. No other mark is replaced, also none
        that was written since the customers were read.

        A passing trouble, or settings to be mended, end it: every further try would end like that.
        """
        with self._store.reading() as work:
            customers = {one.id: one for one in work.customers.all(integration.id, Side.PSA)}
            links = work.links.all(integration.id, LinkKind.CUSTOMER)
        missing = self.missing(integration, customers, links)
        text, left = Message("Marking linked customers"), list[BindeledError]()
        written = 0
        for place, link in enumerate(missing):
            progress.step(place, len(missing), text)
            with self._store.reading() as work:
                finance = work.customers.get(integration.id, Side.FINANCE, link.finance_id)
                psa = work.customers.get(integration.id, Side.PSA, link.psa_id)
                is_linked = work.links.of_finance(integration.id, LinkKind.CUSTOMER, link.finance_id) == link
            if finance is None or psa is None or not is_linked:  # ended since
                continue
            trouble = self._mark(integration, psa, finance, Activity.LINK, ())
            if isinstance(trouble, SettingsError | PassingTrouble):
                return MarkReport(written, len(missing) - place + len(left), trouble.message)
            written += trouble is None
            left += [trouble] if trouble is not None else []
        return MarkReport(written, len(left), left[0].message if left else None)


def _what_to_do(trouble: BindeledError | None) -> Message | None:
    if isinstance(trouble, RecordChanged):
        return trouble.what_to_do
    return Message("Link customers shows which marks are missing, and writes them.") if trouble is not None else None


def _not_marked(psa: Customer, trouble: BindeledError) -> Message:
    """What is told of a link without its mark."""
    return Message("{customer} is linked here, but not marked in the PSA: {reason}", customer=psa.name, reason=trouble.message)
