from __future__ import annotations

import getpass
import os
import platform
import subprocess
import sys

import pytest

from desktop.models.store.log_entries import person
from desktop.senders import at_work, is_alive, is_ours, this_sender


def sender(process: int | str, *, who: str = "anna", machine: str = "", run: str = "abc") -> str:
    return f"{who}@{machine or platform.node()}#{process}#{run}"


def test_this_process_lives() -> None:
    assert is_alive(this_sender()) is True


def test_an_earlier_process_with_our_number_is_dead() -> None:
    assert is_alive(sender(os.getpid(), run="earlier")) is False


def test_another_process_lives_until_it_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        assert is_alive(sender(other.pid)) is True
        other.communicate(b"\n")
    assert is_alive(sender(other.pid)) is False


def test_a_process_of_another_user_lives() -> None:
    assert is_alive(sender(1)) is True


@pytest.mark.parametrize("name", [sender(1, machine="elsewhere"), sender("x"), "", "anna", "anna#1", sender("²")])
def test_nobody_here_knows_about_other_machines_or_odd_names(name: str) -> None:
    assert is_alive(name) is None


def test_a_number_that_no_process_has_is_dead() -> None:
    assert is_alive(sender(10**30)) is False


def test_a_user_name_may_hold_any_sign() -> None:
    assert is_alive(sender(os.getpid(), who="a#b@c", run="earlier")) is False


@pytest.mark.parametrize("trouble", [KeyError, OSError, ImportError])
def test_a_machine_without_a_user_name_still_has_a_name(trouble: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise trouble

    monkeypatch.setattr(getpass, "getuser", nobody)

    assert is_alive(this_sender()) is True
    assert person() == platform.node()


def test_a_person_is_user_and_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "anna")

    assert person() == f"anna@{platform.node()}"


def test_a_piece_of_work_lives_until_it_ends() -> None:
    with at_work() as first, at_work() as second:
        assert first != second
        assert is_ours(first)
        assert is_alive(first) is True
        assert is_alive(second) is True

    assert is_ours(first)
    assert is_alive(first) is False


def test_a_piece_of_work_that_failed_has_ended() -> None:
    def fail() -> None:
        raise KeyError(name)

    with pytest.raises(KeyError), at_work() as name:
        fail()

    assert is_alive(name) is False


def test_what_another_process_does_is_not_ours() -> None:
    assert not is_ours(sender(1))
