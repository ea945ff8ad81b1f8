"""How each outside system is talked to. To add a system:

1. Make a folder with the same files as the others: `connector.py`, `client.py`, `fields.py`, and a file per kind of record.
2. Declare its `SystemCard` and field tables in `connector.py` and `fields.py`: what it can, what it cannot and why.
3. Implement `Psa` or `Finance` from `contract.py`; requests go through `api_session.py`, errors are those of `desktop.errors`.
   What the capabilities rule out is not implemented: nothing above asks for it, and the contract refuses it with the reason.
4. Add one line to `registry.py`: the program needs no other. That no system imports another is read off the folders by a test.
5. Write its stand-in in `desktop/sandbox/` from the vendor's reference, not from the connector.
6. Run the contract tests (`tests/connectors/test_contract.py`) on it.

`tests/connectors/tally` is a whole system in two short files; `tests/end_to_end/test_a_third_system.py` transfers to it.
"""
