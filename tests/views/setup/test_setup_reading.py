"""The lines of the registers under Setup, as a run of reading leaves them."""

from __future__ import annotations

from desktop.models.lamps import Lamp
from desktop.models.records import FileFault, Side
from desktop.texts import Message
from desktop.use_cases.fetch_records import Fetched, Register
from desktop.views.setup.setup_reading import lines_of_run


def test_a_register_that_was_not_read_whole_tells_how_much_and_the_first_rows() -> None:
    faults = (
        FileFault(2, "CVR", Message("it is lost"), keeps_row=True),
        *(FileFault(row, "", Message("it is torn")) for row in range(3, 9)),
    )
    read = Fetched(register=Register.FINANCE_CUSTOMERS, title=Message("Customers in Excel/CSV"), count=7, left_out=faults)
    labels = {Side.FINANCE: "Excel/CSV", Side.PSA: "TimeLog"}

    [line] = lines_of_run(labels, [Register.FINANCE_CUSTOMERS], [read], is_running=False)

    assert (line.lamp, line.count) == (Lamp.DONE, 7)
    assert line.said == (
        "6 rows left out. 1 cell left out. Row 2 is read without CVR: it is lost. Row 3 is left out: it is torn. "
        "Row 4 is left out: it is torn."
    )
