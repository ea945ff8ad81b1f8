"""Bindeled: joins a PSA to a finance system.

The map of this folder, lowest layer first; no layer imports one above it (held by import-linter):

    texts, errors, paths, diagnostics   sentences in two languages, our errors, where files lie, the technical log
    progress, own_process               how long work tells how far it is, and work beside the window's own process
    models/records                      what we know, as frozen dataclasses
    models/                             pure rules on records: matching, field mapping, checks, lamps
    models/store                        what is remembered (SQLAlchemy)
    connectors/                         how each outside system is talked to
    use_cases/                          what the user does: a verb and a noun each
    views/, cli                         the window and the command line, on top of the same use cases
    app                                 the only file that knows everybody (app_for_files: for what works on files alone)
    sandbox/                            stand-ins of the outside systems; shares nothing with the layers above `errors`

Data runs connector -> fetch_records -> store -> use case -> page; a click travels back as a call.
"""

__version__ = "0.1.0"
