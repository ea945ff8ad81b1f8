"""What is mended before sending: carry rules and tolerance, and one fix for all documents that a cause stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import BindeledError, RecordError
from desktop.models.customer_card import OpenCustomer
from desktop.models.invoice_causes import Fix
from desktop.models.invoice_rows import TransferRow
from desktop.models.item_choice import line_key
from desktop.models.lamps import Lamp
from desktop.models.linking import ShowCustomers
from desktop.models.preflight import customers_of, items_of, lines_with, replaced
from desktop.models.records import Integration, SendingRules
from desktop.texts import Message, _, in_a_row, ngettext, shown
from desktop.use_cases.activate_items import ItemActivation
from desktop.use_cases.choose_default_items import DefaultItems
from desktop.use_cases.choose_sending_rules import SendingChoice
from desktop.use_cases.judge_numbers import NumberJudging
from desktop.use_cases.sync_customers import CustomerSync
from desktop.views.background import Background, Job
from desktop.views.invoices.judge_numbers import NumberQuestions
from desktop.views.invoices.line_items import LineItems
from desktop.views.invoices.replace_items_dialog import ReplaceItemsDialog
from desktop.views.invoices.sending_dialog import SendingDialog
from desktop.views.messages import Messages
from desktop.views.shared.dialogs import ask

PAGES = {Fix.LINK_CUSTOMERS: "link_customers", Fix.ITEM_NUMBERS: "items", Fix.SETUP: "setup"}
"""Where the window finds what puts a cause right."""
_NOT_THERE = ("unknown_item", "barred_item", "unusable_item")
_ITEM_KINDS = (*_NOT_THERE, "inactive_item")


class Preflight(QObject):
    """Does what can be done from here, and asks for the right page with the right rows for the rest."""

    rules_changed = Signal()  # what is known before sending must be worked out anew
    mended = Signal(object)  # ids of documents that are to be checked again
    page_wanted = Signal(str, object)  # key, what to show there
    failed = Signal(object)  # BaseException

    def __init__(
        self,
        sending: SendingChoice,
        items: ItemActivation,
        default_items: DefaultItems,
        customers: CustomerSync,
        numbers: NumberJudging,
        background: Background,
        messages: Messages,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._customers = customers
        self._default_items = default_items
        self._numbers = NumberQuestions(numbers, background, messages, page)
        self._numbers.decided.connect(self.rules_changed)
        self._numbers.failed.connect(self.failed)
        self._line_items = LineItems(default_items, messages, page, self.rules_changed.emit)
        self._sending, self._items, self._background, self._messages, self._page = sending, items, background, messages, page
        self.integration: Integration | None = None
        self.psa = self.finance = ""

    def choose(self, integration: Integration | None, psa: str, finance: str) -> None:
        """Work for this integration from now on."""
        self.integration, self.psa, self.finance = integration, psa, finance

    def carry(self, table: str, source: str) -> None:
        """Carry a value along in all documents from now on, in the text with the most room."""
        self._change(lambda one: self._sending.carry(one, table, source), Message("It goes along from now on."))

    def leave(self, table: str, source: str) -> None:
        """Leave it behind again."""
        self._change(lambda one: self._sending.stop_carrying(one, table, source), Message("It is left behind from now on."))

    def choose_rules(self, settings: QSettings) -> None:
        """The dialog with all rules and the tolerance."""
        integration = self.integration
        if integration is None:
            return

        def keep(rules: SendingRules) -> None:
            self._sending.choose(integration, rules)
            self._messages.say(Message("The rules for sending are chosen."), lamp=Lamp.DONE)
            self.rules_changed.emit()

        choices, rules = self._sending.carry_choices(integration), self._sending.rules(integration.id)
        SendingDialog(choices, rules, self.finance, keep, settings=settings, parent=self._page.window()).exec()

    def fix(self, fix: Fix, rows: Sequence[TransferRow]) -> None:
        """One fix for these documents: done here and now, or on the page that shows what it is about."""
        match fix:
            case Fix.ACTIVATE_ITEMS:
                self._activate(items_of(rows, ["inactive_item"]), [row.id for row in rows])
            case Fix.CHOOSE_ITEM:
                self.choose_item(rows[0])
            case Fix.CHOOSE_CONTACT:
                self.page_wanted.emit("customer", OpenCustomer(psa_id=rows[0].invoice.customer_id, chooses_contacts=True))
            case Fix.CHOOSE_EMPLOYEE:
                self.page_wanted.emit("link_customers", ShowCustomers(chooses_employees=True))
            case Fix.REPLACE_ITEMS:
                self._replace_items(rows)
            case Fix.ITEM_NUMBERS:
                self.page_wanted.emit(PAGES[fix], items_of(rows, _ITEM_KINDS) or None)
            case Fix.LINK_CUSTOMERS:
                customers = customers_of(rows)
                self.page_wanted.emit(PAGES[fix], ShowCustomers(psa_ids=tuple(customers)) if customers else None)
            case Fix.JUDGE_NUMBERS if self.integration is not None:
                self._numbers.ask(self.integration, rows, self.psa, self.finance)
            case Fix.CREATE_CUSTOMERS:
                self._create(customers_of(rows), [row.id for row in rows])
            case _:
                self.page_wanted.emit(PAGES[fix], None)

    def choose_item(self, row: TransferRow, position: int | None = None) -> None:
        """Choose the item of the line at this position, or of the first one that a reason names."""
        if self.integration is not None:
            self._line_items.choose(self.integration, row, self.psa, position)

    def _replace_items(self, rows: Sequence[TransferRow]) -> None:
        """Other items on all lines of these documents whose item does not exist or is barred: a choice for each line."""
        integration, numbers = self.integration, items_of(rows, _NOT_THERE)
        if integration is None or not numbers:
            return
        counts = {number: lines_with(rows, number) for number in numbers}
        dialog = ReplaceItemsDialog(
            counts, self._default_items.usable_items(integration.id), self.finance, parent=self._page.window()
        )
        if not dialog.exec():
            return
        instead, id_, ids = dialog.instead(), integration.id, [row.id for row in rows]

        def work(_job: Job[int]) -> int:
            count = 0
            for invoice_id in ids:
                for one in self._default_items.lines(id_, invoice_id):
                    if shares := replaced(one.decision, one.line.net, instead):
                        self._default_items.resolve(id_, invoice_id, line_key(one.line), shares)
                        count += 1
            return count

        def done(count: int) -> None:
            said = Message("The item of {count} line is chosen.", "The items of {count} lines are chosen.", count=count)
            self._messages.say(said, lamp=Lamp.DONE)
            self.mended.emit(ids)

        self._background.run(work, on_done=done, on_failed=self.failed.emit, queue="invoices", owner=self)

    def _activate(self, numbers: Sequence[str], ids: Sequence[str]) -> None:
        def done(count: int) -> None:
            self._messages.say(Message("{count} item activated.", "{count} items activated.", count=count), lamp=Lamp.DONE)
            self.mended.emit(ids)

        integration = self.integration
        if integration is not None and numbers:
            self._background.run(
                lambda _job: self._items.activate(integration.id, numbers),
                on_done=done,
                on_failed=self.failed.emit,
                queue="invoices",
                owner=self,
            )

    def _create(self, customers: Sequence[str], ids: Sequence[str]) -> None:
        """Create these customers over there, after asking once; one that looks like another over there is refused."""
        integration, count = self.integration, len(customers)
        heading = ngettext("{count} customer is created in {finance}", "{count} customers are created in {finance}", count)
        sentence = _("From what {psa} has, with the standard values. One that is there already, or looks like it, is left alone.")
        psa = self.psa
        if integration is None or not ask(
            self._page,
            _("Create customers"),
            heading.format(count=shown(count), finance=self.finance),
            sentence.format(psa=psa),
            _("Create {count}").format(count=shown(count)),
        ):
            return

        def work(job: Job[tuple[int, BindeledError | None]]) -> tuple[int, BindeledError | None]:
            made, refused = 0, None
            for done, psa_id in enumerate(customers):
                job.step(done, count, Message("Creating customers"))
                try:
                    self._customers.create_by_hand(integration, psa_id)
                    made += 1
                except RecordError as trouble:
                    refused = refused or trouble
            return made, refused

        def tell(result: tuple[int, BindeledError | None]) -> None:
            made, refused = result
            said = Message("{count} customer created.", "{count} customers created.", count=made)
            parts = [said] if refused is None else [said, refused.message]
            self._messages.say(in_a_row(parts), lamp=Lamp.DONE if refused is None else Lamp.REFUSED)
            self.mended.emit(ids)

        self._background.run(
            work,
            on_done=tell,
            on_failed=self.failed.emit,
            queue=f"finance-{integration.id}",
            title=_("Creating customers"),
            owner=self,
        )

    def _change(self, work: Callable[[Integration], None], said: Message) -> None:
        def done(_nothing: None) -> None:
            self._messages.say(said, lamp=Lamp.DONE)
            self.rules_changed.emit()

        integration = self.integration
        if integration is not None:
            self._background.run(
                lambda _job: work(integration), on_done=done, on_failed=self.failed.emit, queue="invoices", owner=self
            )
