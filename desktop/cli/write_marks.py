"""`bindeled link --write-marks`: mark linked customers in the PSA, so that another installation finds the links."""

from __future__ import annotations

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.linking import CustomerPair, LinkingRegister
from desktop.models.records import Integration, Side
from desktop.texts import Message, _


def write_marks(surroundings: Surroundings, integration: Integration, *, preview: bool) -> int:
    """Write the marks that are missing, or list them; who is marked for another customer is listed too, and never written."""
    if preview:
        return _list(surroundings, surroundings.program.linking.register(integration))
    return _write(surroundings, integration)


def _list(surroundings: Surroundings, register: LinkingRegister) -> int:
    missing = [pair for pair in register.pairs if pair.finance.id in register.unmarked]
    others = register.marked_otherwise
    otherwise = [pair for pair in register.pairs if pair.finance.id in others]
    data = {
        "missing": [_ids(pair) for pair in missing],
        "marked_otherwise": [{**_ids(pair), "marked_for": others[pair.finance.id]} for pair in otherwise],
    }
    lines = [(pair.finance.title, _psa(register, pair), _("Not marked yet")) for pair in missing]
    for pair in otherwise:
        told = Message("Marked as linked to {customer}; that stays", customer=others[pair.finance.id])
        lines.append((pair.finance.title, _psa(register, pair), told.render()))
    surroundings.tell(data, lambda: table_of([_("Customer"), _("Linked to"), _("Mark in the PSA")], lines))
    return ExitCode.SOME_REFUSED if otherwise else ExitCode.DONE


def _ids(pair: CustomerPair) -> dict[str, str]:
    return {"finance_id": pair.finance.id, "psa_id": pair.link.psa_id if pair.link else ""}


def _psa(register: LinkingRegister, pair: CustomerPair) -> str:
    customer = register.psa.get(pair.link.psa_id) if pair.link else None
    return customer.title if customer else ""


def _write(surroundings: Surroundings, integration: Integration) -> int:
    report = surroundings.program.linking.mark_missing(integration, surroundings.progress())
    system = surroundings.program.connections.card(integration.id, Side.PSA).label
    lines = [
        Message("{count} link is marked in {system}.", "{count} links are marked in {system}.", count=report.written, system=system)
    ]
    if report.reason is not None:
        left = Message(
            "{count} link is still not marked in {system}.",
            "{count} links are still not marked in {system}.",
            count=report.left,
            system=system,
        )
        lines += [left, report.reason]
    data = {"written": report.written, "left": report.left, "reason": str(report.reason or "")}
    surroundings.tell(data, lambda: "\n".join(line.render() for line in lines))
    return ExitCode.SOME_REFUSED if report.left else ExitCode.DONE
