"""What stands in a page's place while the program's data are opened, or when they cannot be."""

from __future__ import annotations

from desktop.errors import BindeledError
from desktop.texts import Message, _, in_a_row
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.page import Page


class OpeningPage(Page):
    """The page's name with a sentence; `trouble` is why the data cannot be opened, with what to do about it where that is known."""

    def __init__(self, title: str, trouble: BaseException | None) -> None:
        super().__init__(title)
        if trouble is None:
            self.content = EmptyPage(_("Opening the data …"), "")
        elif isinstance(trouble, BindeledError):
            what_to_do = str(trouble.what_to_do) if trouble.what_to_do is not None else ""
            self.content = EmptyPage(str(trouble.message), what_to_do)
        else:
            fault = Message("Something went wrong in Bindeled that should not: {fault}.", fault=type(trouble).__name__)
            next_step = Message(
                "Close the window and open it again. If it happens again, send us the log file: bindeled doctor tells where it is."
            )
            self.content = EmptyPage(_("The data cannot be opened"), str(in_a_row((fault, next_step))))
        self.body.addWidget(self.content)
