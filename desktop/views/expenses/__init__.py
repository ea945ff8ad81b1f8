"""The page Expenses: what suppliers charged in the finance system, and its way onto projects of the PSA."""
