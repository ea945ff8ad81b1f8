"""The action bar of the page: what the buttons would act on, and the run in their place."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.invoice_rows import TransferRow, lamp_counts
from desktop.models.lamps import Lamp
from desktop.models.reconciliation import ReconciledInvoice
from desktop.texts import _, ngettext, shown
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.amounts import amount
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.ticked_rows import TickedRows


class InvoiceFoot(ActionBar):
    """Buttons with counts. `practice` puts *Try:* before the primary one."""

    def __init__(self, *, practice: bool) -> None:
        super().__init__()
        self._practice = practice
        self.look_up = self.add_button(Button(_("Look up now")))
        self.check = self.add_button(Button(_("Check")))
        self.again = self.add_button(Button(_("Transfer again")))
        self.take_back = self.add_button(Button(_("Accept no longer")))
        self.accept = self.add_button(Button(_("Accept difference …"), Kind.PRIMARY))
        self.transfer = self.add_button(Button(_("Transfer"), Kind.PRIMARY))

    def _show_buttons(self, *wanted: Button) -> None:
        for button in (self.look_up, self.check, self.again, self.take_back, self.accept, self.transfer):
            button.setVisible(button in wanted)

    def follow_waiting(
        self,
        ticked: TickedRows[TransferRow],
        to_send: Sequence[TransferRow],
        uncertain: int,
        *,
        has_ticks: bool,
        busy: str,
        narrow: tuple[str, list[str]] | None,
        inactive: str = "",
    ) -> None:
        """What can be done with what is not transferred; `busy` is why nothing can, `narrow` the sums for a narrow window.

        `inactive` is why nothing is sent, although it can be checked.
        """
        self.tell_ticked(ticked)
        count = len(to_send)
        if not count:
            words = _("Try: transfer") if self._practice else _("Transfer")
        elif has_ticks:
            words = ngettext("Try: transfer {count}", "Try: transfer {count}", count) if self._practice else _("Transfer {count}")
        else:
            words = _("Try: transfer all {count} shown") if self._practice else _("Transfer all {count} shown")
        self.transfer.setText(words.format(count=shown(count)))
        nothing = ticked.why_none(_("No document in this list can be transferred."))
        self.transfer.set_enabled(bool(count) and not busy and not inactive, busy or inactive or nothing)
        self.check.setText(_("Check {count}").format(count=shown(count)) if count else _("Check"))
        self.check.set_enabled(bool(count) and not busy, busy or nothing)
        self.look_up.setText(_("Look up {count} uncertain").format(count=shown(uncertain)))
        self.look_up.set_enabled(not busy, busy)
        if narrow is not None:
            self._show_buttons(self.transfer)
            more = [f"+{shown(len(narrow[1]) - 1)}"] if len(narrow[1]) > 1 else []
            self.set_summary(narrow[0], "  ".join([*narrow[1][:1], *more]))
            return
        self._show_buttons(*([self.look_up] if uncertain else []), self.check, self.transfer)
        self.set_hints(
            [
                KeyHint("Space", _("tick")),
                KeyHint("Enter", _("open the log")),
                KeyHint("F9", _("check")),
                KeyHint("Ctrl+Return", _("transfer")),
            ]
        )

    def follow_transferred(self, ticked: TickedRows[TransferRow], *, busy: str) -> None:
        """What can be done with what is transferred."""
        self.tell_ticked(ticked)
        self._show_buttons(self.again)
        self._set_again(len(ticked.in_sight()), busy, ticked.why_none(_("Tick documents that were deleted over there.")))
        self.set_hints([KeyHint("Space", _("tick")), KeyHint("Enter", _("open the log")), KeyHint("Ctrl+E", _("export"))])

    def follow_reconcile(
        self, ticked_rows: TickedRows[ReconciledInvoice], chosen: Sequence[ReconciledInvoice], *, busy: str
    ) -> None:
        """What can be done about differences; `chosen` is what *Accept* acts on: the ticked rows, or the current one."""
        self.tell_ticked(ticked_rows)
        ticked = ticked_rows.in_sight()
        to_accept = [row for row in chosen if row.can_accept]
        to_take_back = [row for row in ticked if row.is_accepted]
        self._show_buttons(self.again, *([self.take_back] if to_take_back else []), self.accept)
        nothing = ticked_rows.why_none(_("Tick documents that were deleted over there."))
        self._set_again(sum(row.can_send_again for row in ticked), busy, nothing)
        self.take_back.setText(_("Accept {count} no longer").format(count=shown(len(to_take_back))))
        many = ngettext("Accept {count} difference …", "Accept {count} differences …", len(to_accept))
        self.accept.setText(many.format(count=shown(len(to_accept))) if ticked and to_accept else _("Accept difference …"))
        self.accept.set_enabled(bool(to_accept) and not busy, busy or _("Choose a document whose sides differ."))
        if ticked:
            parts = [f"{row.number}  {amount(row.difference)} {row.currency}".strip() for row in ticked[:3]]
            count = ngettext("{count} ticked", "{count} ticked", len(ticked)).format(count=shown(len(ticked)))
            self.set_summary(count, "   ".join(parts))
        else:
            self.set_hints(
                [
                    KeyHint("Space", _("tick")),
                    KeyHint("F8", _("accept")),
                    KeyHint("Enter", _("open the log")),
                    KeyHint("F5", _("read again")),
                ]
            )

    def _set_again(self, count: int, busy: str, nothing: str) -> None:
        words = _("Transfer {count} again").format(count=shown(count)) if count else _("Transfer again")
        self.again.setText(words)
        self.again.set_enabled(bool(count) and not busy, busy or nothing)

    def count_run(self, rows: Sequence[TransferRow], total: int) -> None:
        """The rows of the run by lamp."""
        words = {
            Lamp.DONE: _("transferred"),
            Lamp.DIFFERS: _("with another amount"),
            Lamp.REFUSED: _("refused or stopped"),
            Lamp.UNKNOWN: _("uncertain"),
            Lamp.SENDING: _("sending"),
            Lamp.WAITING: _("waiting"),
        }
        self.show_counts(lamp_counts(rows), total, words)
