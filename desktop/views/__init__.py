"""What the user sees. Pages call use cases through `background`, never connectors or the store."""

import builtins

from PySide6 import QtCore  # noqa: F401  # replaces __import__

# Qt's own way to import looks into the source of every module for a wish for snake_case, a tenth of the start; nobody here has it.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
