"""The parts that the demo company is made of; `desktop/sandbox/demo_company.py` puts them together.

Everything is invented: companies, people, addresses of mail and web (only `.example`). Towns and their postcodes are real pairs.
Words, dice and identifiers stand at the bottom; parties (customers without a system) on top of them; registers, customer records
and invoices in the systems' own fields last.
"""
