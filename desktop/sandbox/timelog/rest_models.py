"""The read and write models of REST v1 that the stand-in uses (timelog.md section 5). Types as in `kinds`."""

from __future__ import annotations

from desktop.sandbox.timelog.kinds import Kind

Model = dict[str, Kind]


def _texts(names: str) -> Model:
    return dict.fromkeys(names.split(), "string")


_ADDRESS = _texts("Address Address2 Address3 ZipCode City State")
_INVOICING_ADDRESS: Model = {
    "UseInvoicingAddress": "bool",
    **_texts("InvoicingAddress InvoicingAddress2 InvoicingAddress3"),
    **_texts("InvoicingAddressZipCode InvoicingAddressCity InvoicingAddressState"),
    "InvoicingAddressCountryID": "int",
}
_CUSTOMER_WRITE: Model = {
    "Name": "string",
    "CurrencyID": "int",
    "CustomerStatusID": "int",
    **_texts("CustomerNo NickName"),
    "PrimaryKAMID": "int",
    "SecondaryKAMID": "int",
    "CustomerSince": "dateTime?",
    "IndustryID": "int",
    **_texts("Phone Fax Email Website"),
    **_ADDRESS,
    "CountryID": "int",
    **_INVOICING_ADDRESS,
    **_texts("VatNo OrganizationNo"),
}
CUSTOMER: Model = {
    "CustomerID": "int",
    "ID": "guid",
    "Name": "string",
    "No": "string",
    "DefaultMileageDistance": "int",
    "CustomerStatusID": "int",
    "VATNo": "string",
    "OrganizationNo": "string",
}
CUSTOMER_CREATE: Model = {
    **_CUSTOMER_WRITE,
    "DefaultMileageDistance": "int",
    "ExpenseIsBillable": "bool",
    "MileageIsBillable": "bool",
    "DefaultDistIsMaxBillable": "bool",
    "ContactID": "int",
    "InvoiceAddressToUse": "int",
    "InternalReferenceID": "int",
    "CustomerReferenceID": "int",
    "PaymentTermID": "int",
    "DiscountPercentage": "double",
    "CalculateVat": "bool",
    "VatPercentage": "double",
    "UseEanNo": "bool",
    "EanNo": "string",
    "LanguageID": "int",
}
CUSTOMER_UPDATE: Model = {"CustomerID": "int", **_CUSTOMER_WRITE, "InvoicingName": "string", "CreditorID": "string"}
CUSTOMER_STATUS: Model = {
    "CustomerStatusID": "int",
    "ID": "guid",
    "Name": "string",
    "IsDefault": "bool",
    "IsActive": "bool",
    "CustomerStatusType": "int",
}
CONTACT: Model = {
    "ID": "int",
    "GUID": "guid",
    **_texts("FirstName LastName Phone Fax Email Department"),
    **_ADDRESS,
    "CountryID": "int",
    "CustomerID": "int",
    **_texts("Initials PrivatePhone Mobile JobTitle ProfessionalTitle1 ProfessionalTitle2 Salutation ShownName"),
}
CONTACT_CREATE: Model = {
    **_texts("FirstName LastName Phone Fax Email Department"),
    **_ADDRESS,
    "CountryID": "int",
    "OwnerID": "int",
    "CustomerID": "int",
    **_texts("Salutation Initials JobTitle Mobile PrivatePhone Comment ProfessionalTitle1 ProfessionalTitle2"),
    "Birthday": "dateTime?",
}
USER: Model = {
    "UserID": "int",
    "ID": "guid",
    **_texts("FirstName LastName Initials"),
    "IsActive": "bool",
    "UserType": "string",
    "LegalEntityID": "int",
    "Email": "string",
}
DEPARTMENT: Model = {
    "DepartmentID": "int",
    "Name": "string",
    "IsActive": "bool",
    "No": "string",
    "ID": "guid",
    "ParentID": "int",
    "ManagerEmployeeID": "int",
}
PRODUCT: Model = {
    "ProductNumberID": "int",
    **_texts("ProductNumber ProductName Description"),
    "UseVAT": "bool",
    "VATPercentage": "double",
    "IsActive": "bool",
    "ProductNumberGuid": "guid",
    "LegalEntityID": "int",
}
PAYMENT_TERM: Model = {
    "ID": "int",
    **_texts("Name TermMessage CreditTerm"),
    "DaysOfCredit": "int",
    "InterestRate": "double",
    "InterestPeriod": "string",
    "ReminderFee": "double",
    "IsDefaultTerm": "bool",
    "IsActive": "bool",
    "CurrencyID": "int",
    "PaymentTermGuid": "guid",
}
CURRENCY: Model = {
    "CurrencyID": "int",
    "CurrencyABB": "string",
    "DescriptiveName": "string",
    "CurrentRate": "double",
    "IsActive": "bool",
}
COUNTRY: Model = {"CountryID": "int", "Country": "string", "ISO": "string", "DefaultCurrencyID": "int"}
LEGAL_ENTITY: Model = {
    "LegalEntityID": "int",
    "Name": "string",
    "IsActive": "bool",
    "ID": "guid",
    "CurrencyID": "int",
    "CurrencyISO": "string",
    "CountryISO": "string",
    "IsSystemLegalEntity": "bool",
}
HOURLY_RATE: Model = {
    "HourlyRateID": "int",
    "HourlyRateName": "string",
    "Amount": "double",
    "Description": "string",
    "IsActive": "bool",
    "CustomerID": "int",
    "ProductNo": "string",
    "ID": "guid",
    "ServiceID": "int",
    "HourlyRateCurrencyID": "int",
    "IsDefault": "bool",
    "CurrencyISO": "string",
    "LegalEntityID": "int",
}
PROJECT_TYPE: Model = {"ProjectTypeID": "int", "Name": "string", "IsActive": "bool", "ProductNo": "string", "ID": "guid"}
PROJECT_CATEGORY: Model = {"ProjectCategoryID": "int", "Name": "string", "IsActive": "bool", "ProductNo": "string", "ID": "guid"}
TASK_TYPE: Model = {"TaskTypeID": "int", "Name": "string", "IsActive": "bool", "ProductNo": "string", "ID": "guid"}
PROJECT: Model = {
    "ProjectID": "int",
    "ID": "guid",
    "Name": "string",
    "No": "string",
    "ExpenseIsBillable": "bool",
    "CustomerID": "int",
    "ContactID": "int",
    "Description": "string",
    "DepartmentID": "int",
    "ProjectManagerID": "int",
    "AccountManagerID": "int",
    "PartnerID": "int",
    "ProjectTypeID": "int",
    "ProjectCategoryID": "int",
    "BudgetWorkHours": "double",
    "BudgetWorkAmount": "double",
    "StartDate": "dateTime",
    "EndDate": "dateTime",
}
CONTRACT: Model = {
    "ContractID": "int",
    "ContractGuid": "guid",
    "ContractModelType": "int",
    "ProjectID": "int",
    "IsMainContract": "bool",
    "ContractName": "string",
    "ContractStatus": "int",
    "IsMileageBillable": "bool",
    "IsDefaultExpenses": "bool",
    "ContractTypeID": "int",
    "ContractTypeName": "string",
}
EXPENSE_TYPE: Model = {
    "ExpenseTypeID": "int",
    "ExpenseTypeName": "string",
    "ShowInTravel": "bool",
    "AccountNo": "string",
    "VAT": "double",
    "ProductNo": "string",
    "SalaryCode": "string",
    "IsActive": "bool",
    "IsEquipment": "bool",
    "CostPrice": "double",
    "SalesPrice": "double",
    "EquipmentText": "string",
}
PAYMENT_METHOD: Model = {
    "PaymentMethodID": "int",
    "Name": "string",
    "IsPaidByEmployee": "bool",
    "IsDefaultForEmployeeExpense": "bool",
    "IsDefaultForProjectExpense": "bool",
    "IsActive": "bool",
    "IsDefaultForImport": "bool",
    "IsPersonalCreditCard": "bool",
    "CreditCardEmployeeUserID": "int",
}
PROJECT_EXPENSE_CREATE: Model = {
    "Comment": "string",
    "ProjectID": "int",
    "PurchaseDate": "dateTime?",
    "PaymentMethodID": "int",
    "ExpenseTypeID": "int",
    "AmountIncludingVatExpenseCurrency": "double",
    "SalesPriceAmountProjectCurrency": "double",
    "IsBillable": "bool",
    "ExpenseNo": "string",
    "VatAmountExpenseCurrency": "double",
    "ExpenseCurrencyISO": "string",
    "ExternalID": "string",
    "ProjectSubContractID": "int",
    "ProjectExpenseExchangeRate": "double",
    "SupplierID": "int",
    "SupplierInvoiceNo": "string",
    "ProfitRatio": "double",
}
PROJECT_EXPENSE: Model = {
    "ProjectExpenseID": "int",
    "ExpenseNo": "string",
    "ProjectID": "int",
    "EmployeeID": "int",
    "PurchaseDate": "dateTime",
    "InvoiceNo": "string",
    "CustomerID": "int",
    "ExpenseCurrencyISO": "string",
    "ExpenseDirectProjectExchangeRate": "double",
    "AmountExpenseCurrency": "double",
    "VatExpenseCurrency": "double",
    "ProjectCurrencyISO": "string",
    "SalesPriceProjectCurrency": "double",
    "SalesPriceSystemCurrency": "double",
    "SalesPriceProjectExchangeRate": "double",
    "ExpenseCostProjectCurrency": "double",
    "ExpenseCostSystemCurrency": "double",
    "ProfitRatio": "double",
    "InvoicedAmountSystemCurrency": "double",
    "InvoicedAmountProjectCurrency": "double",
    "Comment": "string",
    "PaymentMethodID": "int",
    "ExpenseTypeID": "int",
    "IsBillable": "bool",
    "IsApproved": "bool",
    "ApprovedBy": "int",
    "InvoiceLineID": "int",
    "UnitType": "int",
    "ProductNo": "string",
    "DisbursementGuid": "guid",
    "ExternalID": "string",
    "ProjectSubContractID": "int",
    "InstallmentID": "int",
    "LegalEntityID": "int",
}
EXTERNAL_SYSTEM: Model = {"ID": "int", "Name": "string", "Description": "string", "IsSystemExternalSystem": "bool"}
EXTERNAL_SYSTEM_WRITE: Model = _texts("Name Description")
EXTERNAL_KEY: Model = {
    "ExternalID": "string",
    "DomainType": "int",
    "DomainGuid": "guid",
    "DomainID": "int",
    "ExternalSystemID": "int",
    "ExternalSystemName": "string",
    "IsIgnored": "bool",
}
EXTERNAL_KEY_UPDATE: Model = {"ExternalID": "string", "ExternalSystemID": "int"}
INDUSTRY: Model = {"IndustryID": "int", "IndustryName": "string", "IsActive": "bool", "IndustryGuid": "guid"}
UNIT_TYPE: Model = {"UnitTypeID": "int", "Name": "string"}
CONFLICT: Model = {
    "ConflictID": "int",
    "ID": "guid",
    "ConflictDateTime": "dateTime",
    "ConflictType": "int",
    "ConflictStatusType": "int",
    "ResolveOptionTypeUsed": "int",
    "ResolvedByUserID": "int",
    "OriginalErrorCode": "int",
    "OriginalErrorMessage": "string",
    "ExternalSystemID": "int",
}
CONFLICT_CREATE: Model = {"ErrorCode": "int", "ErrorMessage": "string", "ExternalSystemID": "int"}
USER_SETTING: Model = {
    "CompanyName": "string",
    "NumberCultureID": "int",
    "SystemCurrencyID": "int",
    "SystemCurrencyRate": "double",
    "SystemCurrencyABB": "string",
    "IsMLEActive": "bool",
}
