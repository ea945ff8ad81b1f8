"""Which rows of a table are shown: those that hold every word that is searched for, and pass every filter; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic

from desktop.views.shared.columns import R
from desktop.views.shared.row_search import RowSearch, wanted_words


@dataclass(frozen=True, slots=True, eq=False)
class RowFilter(Generic[R]):
    """The search and the filters as they are at one moment; another moment has another one, so that `is` tells them apart."""

    words: str = ""  # as they were typed
    wanted: list[str] = field(default_factory=list)  # folded words and phrases that are searched for
    tests: Mapping[str, Callable[[R], bool]] = field(default_factory=dict)  # by name

    @property
    def is_set(self) -> bool:
        """Whether anything can be hidden."""
        return bool(self.words or self.tests)

    def searching(self, words: str) -> RowFilter[R]:
        """The same with other words."""
        return replace(self, words=words, wanted=wanted_words(words))

    def testing(self, tests: Mapping[str, Callable[[R], bool] | None]) -> RowFilter[R]:
        """The same with these filters set, replaced or (`None`) taken away."""
        every = {**self.tests, **tests}
        return replace(self, tests={name: test for name, test in every.items() if test is not None})

    def passing(self, rows: Sequence[R], order: Sequence[int], search: RowSearch) -> list[int]:
        """Those of the places in `order` that are shown."""
        found = order
        for test in self.tests.values():
            found = [place for place in found if test(rows[place])]
        return search.matching(found, self.wanted) if self.wanted else list(found)
