"""How modules are imported once Qt is loaded."""

from __future__ import annotations

import builtins

from desktop import views


def test_qt_does_not_read_the_source_of_what_is_imported_after_it() -> None:
    assert views.__name__ == "desktop.views"
    assert "__feature_import__" in vars(builtins)  # Qt's own way to import is there, and not the one that is used
    assert builtins.__import__ is not vars(builtins)["__feature_import__"]
