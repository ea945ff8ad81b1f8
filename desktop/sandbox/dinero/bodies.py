"""What each request body may hold: the tables of dinero.md sections 9, 10, 12 and 13 as data."""

from __future__ import annotations

from desktop.sandbox.dinero.fields import Field, choice, day, flag, guid, integer, lines, names, number, text

UNITS = names(
    "hours parts km day week month kilogram cubicMetre set litre box case carton metre package shipment squareMetre session tonne"
)
COMPANY_TYPES = names(
    "EmptyCompanyType SoleProprietorship PrivateLimitedCompany PublicLimitedCompany GeneralPartnership LimitedPartnership "
    "LimitedLiabilityCooperative LimitedLiabilityVoluntaryAssociation LimitedLiabilityCompany EntreprenurLimitedCompany Union "
    "VoluntaryUnion SmallPersonallyOwnedCompany TrustFund Others"
)
EXTERNAL_REFERENCE = text(128)

CONTACT_REPLACED: dict[str, Field] = {
    "ExternalReference": EXTERNAL_REFERENCE,
    "Name": text(required=True),
    "Street": text(),
    "ZipCode": text(),
    "City": text(),
    "CountryKey": text(required=True),
    "Phone": text(),
    "Email": text(),
    "Webpage": text(),
    "AttPerson": text(),
    "VatNumber": text(),
    "EanNumber": text(),
    "SENumber": text(),
    "PNumber": text(),
    "PaymentConditionType": choice("Netto", "NettoCash", "CurrentMonthOut"),
    "PaymentConditionNumberOfDays": integer(least=0),
    "IsPerson": flag(required=True),
    "IsMember": flag(required=True),
    "MemberNumber": text(),
    "UseCvr": flag(required=True),
    "CompanyTypeKey": choice(*COMPANY_TYPES),
    "InvoiceMailOutOptionKey": choice("VAT", "GLN", "SE", "P"),
    "PreferredInvoiceLanguageKey": choice("da", "en", "de", "sv", "no"),
    "PreferredInvoiceCurrencyKey": text(),
}
CONTACT: dict[str, Field] = {"ContactGuid": guid(), **CONTACT_REPLACED}

PRODUCT: dict[str, Field] = {
    "ProductNumber": text(),
    "Name": text(),
    "BaseAmountValue": number(required=True),
    "Quantity": number(required=True),
    "AccountNumber": integer(required=True),
    "Unit": choice(*UNITS, required=True),
    "ExternalReference": EXTERNAL_REFERENCE,
    "Comment": text(128),
}

LINE: dict[str, Field] = {
    "ProductGuid": guid(),
    "Description": text(),
    "Comments": text(),
    "BaseAmountValue": number(required=True),
    "Quantity": number(required=True),
    "AccountNumber": integer(required=True),
    "Unit": choice(*UNITS),
    "Discount": number(0, 100, required=True),
    "LineType": choice("Product", "Text"),
}

_SALES: dict[str, Field] = {
    "Guid": guid(),
    "ContactGuid": guid(),
    "Date": day(),
    "Description": text(),
    "Comment": text(),
    "Address": text(),
    "Currency": text(),
    "Language": choice("da-DK", "en-GB"),
    "ExternalReference": EXTERNAL_REFERENCE,
    "ShowLinesInclVat": flag(),
    "InvoiceTemplateId": guid(),
    "ProductLines": lines(LINE),
}
INVOICE: dict[str, Field] = {
    **_SALES,
    "PaymentConditionType": choice("Netto", "NettoCash", "CurrentMonthOut", "Paid"),
    "PaymentConditionNumberOfDays": integer(least=0),
    "ReminderFee": number(0, 100),
    "ReminderInterestRate": number(0, 100),
    "IsMobilePayInvoiceEnabled": flag(),
    "IsPensoPayEnabled": flag(),
}
CREDIT_NOTE: dict[str, Field] = {**_SALES, "CreditNoteFor": guid()}

TIMESTAMP: dict[str, Field] = {"Timestamp": text(required=True)}
OPTIONAL_TIMESTAMP: dict[str, Field] = {"Timestamp": text()}
BOOKING: dict[str, Field] = {**TIMESTAMP, "Number": Field("integer", least=1, most=2**63 - 1)}
PAYMENT: dict[str, Field] = {
    **TIMESTAMP,
    "DepositAccountNumber": integer(required=True),
    "Amount": number(required=True),
    "Description": text(required=True),
    "RemainderIsFee": Field("flag", required=True),
    "AmountInForeignCurrency": number(),
    "PaymentDate": day(),
    "ExternalReference": EXTERNAL_REFERENCE,
}
