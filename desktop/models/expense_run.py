"""One run of importing expenses or taking them back: what it found on projects, and how its entries ended; pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.errors import AccessDenied, BindeledError, Cancelled, NoConnection, OutcomeUnknown, RecordNotFound, SettingsError
from desktop.models.absence import Attempt
from desktop.models.expenses import external_id, standing_twice
from desktop.models.records import Expense, ExpenseReport, Integration, Reason, WrittenExpense
from desktop.progress import Progress
from desktop.texts import Message

FRESH_SECONDS = 60
"""How long what was read of a project counts; somebody else may import meanwhile, from another installation."""


class Ending(StrEnum):
    """How one entry ended; named like the fields of `ExpenseReport`."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass
class ExpenseRun:
    """`system` names the PSA, `read` gives the expenses of a project, `on_change` is told the key of each entry that changed.

    `projects` gives the ids of all projects that an expense may stand on, and `progress` is told of their search.
    """

    integration: Integration
    system: str
    read: Callable[[str], tuple[Expense, ...]]
    projects: Callable[[], Collection[str]]
    progress: Progress
    on_change: Callable[[str], None]
    ends: dict[Ending, list[str]] = field(default_factory=lambda: {one: [] for one in Ending})
    refused: dict[str, Reason] = field(default_factory=dict)
    left_alone: dict[str, Message] = field(default_factory=dict)
    remarks: list[Message] = field(default_factory=list)
    stopped_by: Reason | None = None
    unsearched: list[str] = field(default_factory=list)  # projects that could not be searched
    doubled: list[list[Expense]] = field(default_factory=list)  # what the search found more than once, each
    _of_project: dict[str, tuple[float, tuple[Expense, ...]]] = field(default_factory=dict)
    _elsewhere: list[Expense] | None = None

    def attempt(self, written: WrittenExpense) -> Attempt:
        """What tells this writing from another one of the same entry: each has a claim of its own."""
        return (self.integration.id, written.entry_key, written.turn, written.claimed_by)

    def there(self, project_id: str) -> tuple[Expense, ...]:
        """What stands on the project, read less than `FRESH_SECONDS` ago."""
        read_at, found = self._of_project.get(project_id, (0.0, ()))
        if project_id not in self._of_project or time.monotonic() - read_at > FRESH_SECONDS:
            found = self.read(project_id)
            self._of_project[project_id] = (time.monotonic(), found)
        return found

    def everywhere(self, project_id: str) -> list[Expense]:
        """What stands on the project, and what this company's entries became on every other one, read once a run."""
        there = self.there(project_id)
        if self._elsewhere is None:
            self._elsewhere = self._search()
        return [*there, *(one for one in self._elsewhere if one.project_id != project_id)]

    def _search(self) -> list[Expense]:
        """One project at a time, since the PSA tells our ids by project only."""
        ours, found = external_id(self.integration, "", 1), []
        self.unsearched = []
        projects = sorted(self.projects())
        for place, project_id in enumerate(projects):
            self.progress.step(place, len(projects), Message("Looking through the projects in {system}", system=self.system))
            try:
                found += [one for one in self.there(project_id) if one.external_id.startswith(ours)]
            except RecordNotFound:  # a project that is gone holds nothing
                continue
            except AccessDenied:  # to this one project
                self.unsearched.append(project_id)
            except (Cancelled, NoConnection, SettingsError):
                raise
            except BindeledError:
                self.unsearched.append(project_id)
        self.doubled = standing_twice(found, ours)
        return found

    def not_searched(self) -> OutcomeUnknown:
        """It may stand on a project that cannot be read, so nothing is concluded."""
        return OutcomeUnknown(
            Message(
                "It is not on its project in {system}, and {count} other project could not be searched.",
                "It is not on its project in {system}, and {count} other projects could not be searched.",
                count=len(self.unsearched),
                system=self.system,
            ),
            what_to_do=Message("Look for it in {system}, and try again when all projects can be read.", system=self.system),
        )

    def not_all_searched(self) -> Message:
        """What is said of a run when projects could not be searched."""
        return Message(
            "{count} project in {system} could not be searched for what another installation imported.",
            "{count} projects in {system} could not be searched for what another installation imported.",
            count=len(self.unsearched),
            system=self.system,
        )

    def assumed_rate(self, stored: Expense) -> Message:
        """What is said of an expense whose exchange rate may be another one."""
        return Message(
            "Look at the exchange rate of expense {number} in {system}: its project is in {currency}, which was not known before.",
            number=stored.number,
            system=self.system,
            currency=stored.project_currency,
        )

    def twice(self, stored: Expense) -> Message:
        """What is said when somebody with another database wrote the same expense at the same moment."""
        return Message(
            "Expense {number} stands twice in {system}: somebody else imported it at the same moment, from another database.",
            number=stored.number,
            system=self.system,
        )

    def on_several(self, doubled: Sequence[Expense], titles: Mapping[str, str]) -> Message:
        """What is said of an expense that the search found more than once; `titles` of projects by their ids."""
        return Message(
            "Expense {number} stands {count} times in {system}, on {projects}: several databases imported it at one moment.",
            number=doubled[0].number,
            count=len(doubled),
            system=self.system,
            projects=tuple(dict.fromkeys(titles.get(one.project_id, one.project_id) for one in doubled)),
        )

    def stood(self, wanted: str, stands: Expense) -> Message:
        """What is said of an entry that needs no writing: on which project it stands."""
        if stands.project_id == wanted:
            return Message("It stood in {system} already.", system=self.system)
        return Message("It stood in {system} already, on another project than the chosen one.", system=self.system)

    def written(self, turn: int, stored: Expense) -> Message:
        """What is said of an expense that was just written, or was to be."""
        if stored.stood_already:
            return self.stood(stored.project_id, stored)
        values = {"system": self.system, "number": stored.number}
        if turn % 2 == 0:
            return Message("Taken back in {system}: expense {number} stands there with the opposite amount.", **values)
        return Message("Imported into {system} as expense {number}.", **values)

    def report(self, open: Sequence[str] = (), batch_id: int | None = None) -> ExpenseReport:
        """What came of it; `open` are the keys that were not begun."""
        return ExpenseReport(
            done=tuple(self.ends[Ending.DONE]),
            refused=self.refused,
            unknown=tuple(self.ends[Ending.UNKNOWN]),
            skipped=tuple(self.ends[Ending.SKIPPED]),
            open=tuple(open),
            left_alone=self.left_alone,
            remarks=tuple(self.remarks),
            stopped_by=self.stopped_by,
            batch_id=batch_id,
        )
