"""Whether this computer has a way out at all, as the operating system knows it: nothing is sent to anybody."""

from __future__ import annotations


def is_online() -> bool:
    """False while the cable is out and no wireless network is joined; where the system does not tell, a call may be tried."""
    from PySide6.QtNetwork import QNetworkInformation  # loaded only when a proof is old

    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        return True
    known = QNetworkInformation.instance()
    return known is None or known.reachability() is not QNetworkInformation.Reachability.Disconnected
