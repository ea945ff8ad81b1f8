"""Our errors. The class says whose move is next; the sentence says what happened, to which record, and what to do.

    BindeledError
    |-- SettingsError          the person who set it up moves: fix the settings, then the same call can work
    |   |-- SignInRefused          token, user or password was not accepted, or was revoked
    |   |-- AccessDenied           signed in, but not allowed to do this
    |   |-- WrongCompany           signed in to another company than the one this integration is for
    |   |-- NotActive              the integration was not activated, or was deactivated: nothing is sent
    |   |-- KeyringUnusable        no keyring, locked, or it refused
    |   `-- StoreUnusable          the database file is locked, read-only, damaged or from a newer version
    |-- PassingTrouble         nobody moves: the same read can be tried again later
    |   |-- NoConnection           no network, no such host, refused, certificate not trusted
    |   |-- TimedOut               no answer in time
    |   |-- TooManyCalls           429; `wait` says for how long (nothing was done)
    |   `-- SystemDown             5xx
    |-- RecordError            the person who owns the record moves
    |   |-- RecordRefused          the system, or our own check, says no to this record
    |   |   |-- AnotherDocument        a document that is not ours carries our reference over there
    |   |   |-- KeyUsedUp              what our key made over there was turned into something else
    |   |   |   `-- DraftDeleted             it was deleted
    |   |   |-- CustomerNotSure        an invoice's customer is neither linked nor created by itself: a person says who it is
    |   |   |-- ContactNotSure         a name is there more than once at one customer: a person says who is who
    |   |   `-- EmployeeNotSure        the same of the internal reference of an invoice
    |   |-- RecordNotFound         it is not there (any more)
    |   `-- RecordChanged          somebody else changed it meanwhile (optimistic locking)
    |       `-- PlanChanged            what is to be done with it was planned otherwise meanwhile; nothing was written
    |-- OutcomeUnknown         a write was sent and its answer never came, or told nothing: look it up before anything is sent again
    |-- UnexpectedAnswer       the answer is not what the reference says (no JSON, a field missing, a wrong type): tell us
    |-- NotPossible            this system cannot do that (its capabilities say so)
    `-- Cancelled              the user stopped it
        |-- ClaimLost              somebody else took the record over before it was sent; nothing was sent from here
        `-- LookedUpLongAgo        what lies over there was read too long ago to send on it; nothing was sent

A `requests` exception, an SQLAlchemy one or a keyring one never goes above its own layer: it becomes one of these.
`PassingTrouble` may be retried for reads only. A write that ends in `NoConnection` before anything was sent did nothing; every
other end without an answer is `OutcomeUnknown`.
"""

from __future__ import annotations

from desktop.texts import Message


class BindeledError(Exception):
    """A trouble that is known: `message` for the user, `what_to_do` the next step, `technical` for the log (no secrets)."""

    def __init__(self, message: Message, *, what_to_do: Message | None = None, technical: str = "") -> None:
        super().__init__(message, technical)
        self.message = message
        self.what_to_do = what_to_do
        self.technical = technical

    def __str__(self) -> str:
        sentence = self.message.render()
        return f"{sentence} {self.what_to_do.render()}" if self.what_to_do else sentence


class SettingsError(BindeledError):
    """Somebody must fix the settings."""


class SignInRefused(SettingsError):
    """The system did not accept the credentials."""


class AccessDenied(SettingsError):
    """Signed in, but without the right to do this."""


class WrongCompany(SettingsError):
    """Signed in to another company than the integration is for."""


class NotActive(SettingsError):
    """The integration is not active, so nothing is sent (product.md chapter 6)."""


class KeyringUnusable(SettingsError):
    """The operating system's keyring cannot be used."""


class StoreUnusable(SettingsError):
    """The database cannot be opened or written."""


class PassingTrouble(BindeledError):
    """May work when tried again; nothing was done."""


class NoConnection(PassingTrouble):
    """Nothing was sent: no network, no such host, refused, certificate not trusted."""


class TimedOut(PassingTrouble):
    """A read got no answer in time."""


class TooManyCalls(PassingTrouble):
    """429: the system did nothing and asks to wait `wait` seconds."""

    def __init__(self, message: Message, *, wait: float, what_to_do: Message | None = None, technical: str = "") -> None:
        super().__init__(message, what_to_do=what_to_do, technical=technical)
        self.wait = wait


class SystemDown(PassingTrouble):
    """The system answered a read with a 5xx."""


class RecordError(BindeledError):
    """Somebody must fix the record."""


class RecordRefused(RecordError):
    """The system, or our own check before sending, refuses this record; `code` is the system's own code, if any."""

    def __init__(self, message: Message, *, code: str = "", what_to_do: Message | None = None, technical: str = "") -> None:
        super().__init__(message, what_to_do=what_to_do, technical=technical)
        self.code = code


class AnotherDocument(RecordRefused):
    """A document over there carries our reference and is not ours, as far as anybody can tell."""


class KeyUsedUp(RecordRefused):
    """What our key made over there was deleted or turned into something else: only a new key makes another document.

    Nothing else that is refused changes the key, since an attempt whose answer was lost is recognised by it.
    """


class DraftDeleted(KeyUsedUp):
    """What our key made over there was deleted."""


class ContactNotSure(RecordRefused):
    """The name of an invoice's contact does not tell who is meant."""


class EmployeeNotSure(RecordRefused):
    """The name of an invoice's internal reference does not tell who is meant."""


class CustomerNotSure(RecordRefused):
    """An invoice's customer is neither linked nor created by itself; who it is over there is a person's to say."""


class RecordNotFound(RecordError):
    """The record is not there, or not any more."""


class RecordChanged(RecordError):
    """The record was changed by somebody else since it was read."""


class PlanChanged(RecordChanged):
    """Something else was planned for the record while this was about to be written; the newer plan stays."""


class OutcomeUnknown(BindeledError):
    """A write was sent and we do not know whether it took effect."""


class UnexpectedAnswer(BindeledError):
    """The answer is not what the vendor's reference says."""


class NotPossible(BindeledError):
    """The system cannot do this; its capabilities say why."""


class Cancelled(BindeledError):
    """The user stopped the work; what was done before stays done."""

    def __init__(self) -> None:
        super().__init__(Message("Stopped. What was done before stays done."))


class ClaimLost(Cancelled):
    """Somebody else took the record over before it was sent, for instance while this computer slept; nothing was sent."""


class LookedUpLongAgo(Cancelled):
    """What lies over there was read too long ago to send on it, for instance since this computer slept; nothing was sent."""
