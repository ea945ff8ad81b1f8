"""TimeLog: a PSA with three interfaces, of which two are needed.

REST (`client.py`) gives employees, legal entities and what the site is set up with. SOAP (`soap_client.py`) gives the full customer
card with external keys, contacts, invoices and credit notes, and takes what is written back. The Reporting API (`reporting.py`),
which is optional, tells what stands behind the lines of invoices. Each has its own sign-in.
"timelog.md" in these files is the reference that the rules were taken from; INFERRED there means deduced, not read.
"""
