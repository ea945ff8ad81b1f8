"""What the page says when there is nothing to show, and what to do next: before a fetch, one side only, a tab without rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.models.linking import Tab
from desktop.models.records import Integration
from desktop.texts import Message, _
from desktop.views.link_customers.choices import Systems


class Next(StrEnum):
    """Where the button leads."""

    SETUP = "setup"
    READ = "read"
    LOOK_UP = "look_up"
    ITEMS = "items"
    TAB = "tab"


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Heading, text, and the next step with its button; `tab` is where `Next.TAB` leads."""

    heading: str
    text: str
    button: str = ""
    next: Next | None = None
    tab: Tab | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What was read: customers on each side (`None`: that side was never read), and how many stand in each tab.

    `trouble` says why the last look-up failed; empty when it did not.
    """

    finance: int | None
    psa: int | None
    tabs: dict[Tab, int]
    trouble: str = ""


def whole_page(integration: Integration | None, sizes: Sizes | None, systems: Systems) -> EmptyState | None:
    """What stands in place of the whole page; `None` when there are rows to show."""
    if integration is None or sizes is None:
        return EmptyState(
            _("There is no integration yet"),
            _("Make one under Setup and connect both systems. Then their customers are linked here."),
            _("Go to Setup"),
            Next.SETUP,
        )
    if sizes.finance is None or sizes.psa is None:
        return _never_read(integration, sizes, systems)
    if sizes.finance:
        return None
    if sizes.psa:
        return EmptyState(
            _("{system} has no customers yet").format(system=systems.finance),
            _("There is nothing to link. The customer owner under Setup decides how customers of {psa} get into {finance}.").format(
                psa=systems.psa, finance=systems.finance
            ),
            _("Go on to item numbers"),
            Next.ITEMS,
            fact=str(
                Message(
                    "{count} customer was read in {system}.",
                    "{count} customers were read in {system}.",
                    count=sizes.psa,
                    system=systems.psa,
                )
            ),
        )
    return EmptyState(
        _("Neither side has customers"),
        _("There is nothing to link, so this step can be skipped. Read again when the first customer is there."),
        _("Go on to item numbers"),
        Next.ITEMS,
    )


def _never_read(integration: Integration, sizes: Sizes, systems: Systems) -> EmptyState:
    if not (integration.psa.is_established and integration.finance.is_established):
        return EmptyState(
            _("Connect both systems first"),
            _("Bindeled reads the customers of {finance} and {psa} and finds out who is who.").format(
                finance=systems.finance, psa=systems.psa
            ),
            _("Go to Setup"),
            Next.SETUP,
        )
    if sizes.trouble:
        return EmptyState(_("The look-up failed"), sizes.trouble, _("Try again"), Next.READ)
    return EmptyState(
        _("Find out who is who"),
        _(
            "Bindeled reads the customers of {finance} and {psa} and looks up who belongs together. "
            "Nothing is written before you have seen it."
        ).format(finance=systems.finance, psa=systems.psa),
        _("Read and look up"),
        Next.READ,
    )


def one_tab(tab: Tab, sizes: Sizes, systems: Systems) -> EmptyState | None:
    """What stands in place of the list of one tab; `None` when it has rows."""
    if sizes.tabs.get(tab):
        return None
    waiting = sizes.tabs.get(Tab.NOT_LOOKED_UP, 0)
    if waiting and sizes.trouble:
        return EmptyState(_("The look-up failed"), sizes.trouble, _("Try again"), Next.READ)
    if waiting:
        return EmptyState(
            _("Not looked up yet"),
            str(
                Message(
                    "{count} customer was read, but nobody has looked for its counterpart in {system}.",
                    "{count} customers were read, but nobody has looked for their counterparts in {system}.",
                    count=waiting,
                    system=systems.psa,
                )
            ),
            str(Message("Look up {count} customer", "Look up {count} customers", count=waiting)),
            Next.LOOK_UP,
        )
    elsewhere = next((other for other in (Tab.ONE, Tab.SEVERAL, Tab.NONE) if sizes.tabs.get(other)), None)
    heading, text = _words(tab, sizes, systems)
    if elsewhere is None or tab is Tab.LINKED:
        return EmptyState(heading, text)
    count = sizes.tabs[elsewhere]
    button = {
        Tab.ONE: Message("See {count} with one suggestion", count=count),
        Tab.SEVERAL: Message("See {count} with several suggestions", count=count),
        Tab.NONE: Message("See {count} without a suggestion", count=count),
    }[elsewhere]
    return EmptyState(heading, text, str(button), Next.TAB, elsewhere)


def _words(tab: Tab, sizes: Sizes, systems: Systems) -> tuple[str, str]:
    if tab in (Tab.ONE, Tab.SEVERAL) and not sizes.psa:
        return (
            _("{system} has no customers yet").format(system=systems.psa),
            _("So nobody can be linked. The customers of {finance} stand under No suggestion and can be imported.").format(
                finance=systems.finance
            ),
        )
    match tab:
        case Tab.ONE:
            return _("No customer has one clear suggestion"), _(
                "All of them are linked, or something else is needed to tell who is who."
            )
        case Tab.SEVERAL:
            return _("No customer has several suggestions"), _("Whoever could be meant is clear.")
        case Tab.NONE:
            return _("No customer is without a suggestion"), _("Everybody who is not linked has at least one suggestion.")
        case Tab.IGNORED:
            return _("No customer is ignored"), _("Customers that you ignore with N stand here and can be brought back.")
        case Tab.LINKED:
            return _("No customer is linked yet"), _("Linked customers stand here, and their link can be removed again.")
        case Tab.NOT_LOOKED_UP:
            return _("Every customer was looked up"), _("New customers stand here after they were read.")
