from __future__ import annotations

import inspect

import pytest

from desktop import errors
from desktop.errors import BindeledError, Cancelled, PassingTrouble, RecordRefused, SettingsError, StoreUnusable, TooManyCalls
from desktop.texts import Message


def test_an_error_reads_as_what_happened_and_what_to_do() -> None:
    error = BindeledError(Message("The file {file} is open.", file="a.csv"), what_to_do=Message("Close it."), technical="errno 13")

    assert str(error) == "The file a.csv is open. Close it."
    assert str(BindeledError(Message("Stopped."))) == "Stopped."
    assert error.technical == "errno 13"


def test_an_error_says_whose_move_is_next() -> None:
    assert issubclass(StoreUnusable, SettingsError)
    assert issubclass(TooManyCalls, PassingTrouble)
    assert TooManyCalls(Message("Wait."), wait=2.5).wait == 2.5
    assert RecordRefused(Message("No."), code="E07").code == "E07"
    assert str(Cancelled()) == "Stopped. What was done before stays done."


@pytest.mark.parametrize(
    "name", [name for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, BindeledError)]
)
def test_every_error_stands_in_the_tree_on_top(name: str) -> None:
    assert name in (errors.__doc__ or "")
