"""What reading the customers again says when it ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from desktop.texts import Message
from desktop.views.link_customers.look_up import LookUp
from desktop.views.messages import Messages


def test_a_register_of_which_rows_were_left_out_is_told_when_reading_ends() -> None:
    told = [Message("Customers in Excel/CSV: {count} read.", count=2), Message("{count} row left out.", count=1)]
    jobs: Any = SimpleNamespace(fetch_and_look_up=lambda _integration, done, _failed, **_how: done(told))
    body: Any = SimpleNamespace(trouble=SimpleNamespace(clear=lambda: None), view=SimpleNamespace(set_loading=lambda _is: None))
    session: Any = SimpleNamespace(integration=None)
    messages = Messages()

    LookUp(jobs, messages).start(session, body, fetch=True)

    assert messages.last is not None
    assert messages.last.text == "Customers in Excel/CSV: 2 read. 1 row left out."
