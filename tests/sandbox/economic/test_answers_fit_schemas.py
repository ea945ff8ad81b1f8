"""Every resource and list the stand-in answers fits the vendor's own schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.economic.conftest import Api

PATHS = [
    "/self", "/customers", "/customers/1", "/customers/2", "/customers/1/contacts", "/customers/1/contacts/7",
    "/customers/1/invoices/drafts", "/customers/1/invoices/booked", "/customer-groups", "/customer-groups/1", "/vat-zones",
    "/vat-zones/1", "/payment-terms", "/payment-terms/2", "/layouts", "/layouts/21", "/employees", "/employees/3", "/currencies",
    "/currencies/DKK", "/vat-accounts", "/vat-accounts/U25", "/units", "/units/2", "/product-groups", "/product-groups/1",
    "/product-groups/1/products", "/product-groups/1/sales-accounts", "/products", "/products/HOURS", "/invoices/drafts",
    "/invoices/drafts/1", "/invoices/booked", "/invoices/booked/1", "/invoices/paid", "/invoices/unpaid", "/invoices/overdue",
    "/invoices/not-due", "/accounts", "/accounts/2201", "/accounting-years", "/accounting-years/2026",
    "/accounting-years/2026/entries",
    "/accounts/2201/accounting-years/2026/entries", "/suppliers", "/suppliers/801",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_fits_the_schema(api: Api, draft: dict[str, Any], path: str) -> None:
    if not api.schemas_are_present:
        pytest.skip("the vendor's schema files (../shared) are not present")
    for _ in range(2):
        assert api.post("/invoices/drafts", json=draft).status_code == 201
    assert api.post("/invoices/booked", json={"draftInvoice": {"draftInvoiceNumber": 2}}).status_code == 201
    answer = api.get(path)  # the session holds it against the schema
    assert answer.status_code == 200
    assert api.schema_name(answer) is not None
