"""Name of the system -> connector class; the only list of systems."""

from __future__ import annotations

from desktop.connectors.contract import Connector
from desktop.connectors.dinero.connector import Dinero
from desktop.connectors.economic.connector import Economic
from desktop.connectors.files.connector import FinanceFiles, PsaFiles
from desktop.connectors.timelog.connector import TimeLog

_ALL: tuple[type[Connector], ...] = (TimeLog, Economic, Dinero, FinanceFiles, PsaFiles)
CONNECTORS: dict[str, type[Connector]] = {connector.card.name: connector for connector in _ALL}
