"""Bindeled: joins a PSA to a finance system.

The map of this folder, lowest layer first; no layer imports one above it (held by import-linter):

    paths, diagnostics                  where files lie, and the technical log
    decoders, senders                   JSON as records, and which processes that send are alive
    garbage_collector                   Python's search for unused cycles, at rest while much is made
    texts                               sentences in two languages
    errors, progress, own_process       our errors, how long work tells how far it is, and work in a process of its own
    models/records                      what we know, as frozen dataclasses
    models/                             pure rules on records: matching, field mapping, checks, lamps
    models/store                        what is remembered (SQLAlchemy)
    sandbox/                            stand-ins of the outside systems, beside models; shares only what stands above models
    connectors/                         how each outside system is talked to
    use_cases/                          what the user does: a verb and a noun each
    views/                              the pages of the window
    app                                 puts everything below together (app_for_files: for what works on files alone)
    window                              the window, with its pages on an opened program
    demo/                               the program with stand-ins and a made-up company
    cli/                                the command line, on top of the same use cases as the pages

Data runs connector -> fetch_records -> store -> use case -> page; a click travels back as a call.
"""

__version__ = "0.1.0"
