"""What must hold before a run sends anything: the integration is active, and the credentials open its own company; pure."""

from __future__ import annotations

from desktop.errors import NotActive, WrongCompany
from desktop.models.records import Company, Integration
from desktop.texts import Message


def must_be_active(integration: Integration | None) -> None:
    """Raise `NotActive` before somebody confirmed the setup (product.md chapter 6). Checking and looking up need no activation."""
    if integration is None or not integration.is_active:
        raise NotActive(
            Message("The integration is not active, so nothing is sent."),
            what_to_do=Message("Activate it under Setup, and transfer again."),
        )


def must_be_company(company: Company, wanted: Company | None) -> None:
    """Raise `WrongCompany`: nothing of one integration is ever sent to another company."""
    if wanted is not None and company.id != wanted.id:
        raise WrongCompany(
            Message(
                "The credentials open {found}, but this integration belongs to {wanted}.",
                found=company.name,
                wanted=wanted.name,
            ),
            what_to_do=Message("Connect again under Setup."),
        )
