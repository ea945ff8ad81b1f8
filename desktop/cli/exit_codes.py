"""What a command ends with, for schedulers; `bindeled --help` and docs/command-line.md print the same list."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from desktop import errors
from desktop.errors import BindeledError, Cancelled, OutcomeUnknown, PassingTrouble, SettingsError, StoreUnusable

if TYPE_CHECKING:
    from desktop.models.records import Reason


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    SOME_REFUSED = 1
    USAGE = 2  # click's own
    SETTINGS = 3
    TRY_AGAIN = 4
    UNKNOWN = 5
    STORE = 6
    FAULT = 70
    STOPPED = 130


class EndsAtOnce(SystemExit):
    """The end of a command that has closed and written all it had: the program leaves without taking its memory apart."""


EXIT_CODES = (
    "Exit codes: 0 done; 1 some records were refused, not found or differ, the rest is done; 2 wrong usage; 3 the settings must be "
    "fixed (credentials, rights, company, keyring); 4 passing trouble, try again later; 5 the outcome of a write is not known, run "
    "transfer --settle; 6 the database cannot be used; 70 a fault in Bindeled, see the log file; 130 stopped, what is done stays."
)


def code_of(trouble: type[BindeledError]) -> ExitCode:
    """The exit code for a kind of trouble."""
    if issubclass(trouble, StoreUnusable):
        return ExitCode.STORE
    if issubclass(trouble, SettingsError):
        return ExitCode.SETTINGS
    if issubclass(trouble, PassingTrouble):
        return ExitCode.TRY_AGAIN
    if issubclass(trouble, OutcomeUnknown):
        return ExitCode.UNKNOWN
    if issubclass(trouble, Cancelled):
        return ExitCode.STOPPED
    return ExitCode.SOME_REFUSED


def code_of_reason(reason: Reason) -> ExitCode:
    """The exit code for a reason that a run gave; the kind of one that began as a trouble is the trouble's name."""
    found = getattr(errors, reason.kind, None)
    if isinstance(found, type) and issubclass(found, BindeledError):
        return code_of(found)
    return ExitCode.SOME_REFUSED
