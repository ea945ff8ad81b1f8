"""The persons of a run under faults: they meddle with drafts by chance, and judge what leaves a doubt."""

from __future__ import annotations

import random
from collections.abc import Collection

from desktop.app import Bindeled
from desktop.demo.fault_books import FaultBooks
from desktop.demo.finance_sides import Document
from desktop.demo.meddling import Deed, Meddler
from desktop.models.invoice_causes import DOUBTS
from desktop.models.records import Integration, Ruling, Transfer, TransferState
from desktop.use_cases.settle_transfers import is_unsettled


class FaultPersons:
    """What they did is in `meddler`; which of their deeds happen is decided by `dice`."""

    def __init__(
        self, program: Bindeled, integration: Integration, books: FaultBooks, meddler: Meddler, dice: random.Random
    ) -> None:
        self._program = program
        self._integration = integration
        self._books = books
        self._meddler = meddler
        self._dice = dice

    def do(self, deed: Deed, invoice_ids: Collection[str], taken: str) -> None:
        """Do this with the drafts of these; `taken` is the reference of another invoice, for `Deed.TAKEN`."""
        drafts = self._books.drafts()
        for id_ in invoice_ids:
            self._meddler.do(deed, id_, drafts[id_], taken)

    def meddle(self) -> None:
        """Now and then a person does something with drafts that are green here, and with some of which nobody knows yet."""
        found, untouched = self._books.untouched()
        told = [id_ for id_, draft in untouched.items() if _is_told(found[id_], draft)]
        unknown = [id_ for id_ in untouched if is_unsettled(found[id_])]
        chosen = self._dice.sample(told, min(len(told), len(Deed) + 3))
        other = ""
        if chosen:
            self._meddler.touched.add(taken := chosen.pop())
            other = found[taken].reference
        deeds = [*Deed, Deed.DELETED, Deed.RENAMED]
        self._dice.shuffle(deeds)
        for deed, id_ in zip(deeds, chosen, strict=False):
            self._meddler.do(deed, id_, untouched[id_], other)
        for deed, id_ in zip((Deed.MOVED, Deed.ALTERED), self._dice.sample(unknown, min(len(unknown), 2)), strict=False):
            self._meddler.do(deed, id_, untouched[id_])

    def meddle_meanwhile(self) -> None:
        """A person does something with one draft while it, or others, are being sent."""
        found, untouched = self._books.untouched()
        in_hand = [id_ for id_, draft in untouched.items() if not _is_told(found[id_], draft)]
        told = [id_ for id_ in untouched if id_ not in in_hand]
        deed = self._dice.choice(list(Deed))
        other = ""
        if deed is Deed.TAKEN:
            if not told:
                return
            self._meddler.touched.add(taken := told.pop())
            other = found[taken].reference
        if candidates := in_hand or told:
            id_ = self._dice.choice(candidates)
            self._meddler.do(deed, id_, untouched[id_], other)

    def rule(self, ruling: Ruling) -> int:
        """Say this of each document that leaves a doubt, where it is true; gives how often."""
        program, integration = self._program, self._integration
        transfers, contents, there = self._books.transfers(), self._books.contents(), self._books.there()
        said = 0
        for id_, content in contents.items():
            transfer = transfers.get(id_)
            if transfer is None or transfer.state is not TransferState.UNKNOWN:
                continue
            if transfer.reason is None or transfer.reason.kind not in DOUBTS:
                continue
            own = {
                one.number or one.draft_id
                for one in there
                if one.draft_id not in self._meddler.copies
                and one.content == content
                and (id_ in self._meddler.renamed or one.reference == transfer.reference)
            }
            doubt = program.judging.look(integration, id_)
            for found in doubt.documents:
                is_said = found.judgement is not None and found.judgement.ruling is ruling
                if is_said or (found.document.id in own) is not (ruling is Ruling.IS):
                    continue
                doubt = program.judging.look(integration, id_)
                program.judging.decide(integration, doubt, found, ruling, "looked at it over there")
                said += 1
                if ruling is Ruling.IS:
                    break
        return said


def _is_told(transfer: Transfer, draft: Document) -> bool:
    """Whether it is green here with this draft, and TimeLog was told of it."""
    return bool(transfer.written_state) and transfer.finance_id == draft.draft_id
