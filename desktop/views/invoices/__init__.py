"""The page Invoices (Fakturaer): transfer, look up, reconcile, and the log of each document."""
