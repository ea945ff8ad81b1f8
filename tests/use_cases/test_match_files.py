"""Matching two exported files."""

from __future__ import annotations

import csv
import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.app_for_files import file_matching
from desktop.connectors.files.registers import read_customers
from desktop.errors import Cancelled, RecordRefused
from desktop.models.records import Bucket, CustomerFile
from desktop.progress import Silent
from desktop.texts import Message
from desktop.use_cases.match_files import FileMatching


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    finance, psa = tmp_path / "finance.csv", tmp_path / "psa.csv"
    finance.write_text("customer_no,name,cvr,phone\n1042,Havblik Ingeniører A/S,12345674,70121314\n1043,Østerå Varme,,\n", "utf-8")
    psa.write_text(
        "id,customer_no,name,cvr,phone\n9,K1,Havblik Ingeniører,DK12345674,+45 70 12 13 14\n10,K2,Kastanie ApS,,\n", "utf-8"
    )
    return finance, psa


def test_the_pair_is_found_and_written_with_its_evidence(files: tuple[Path, Path], tmp_path: Path) -> None:
    matching, out = file_matching(), tmp_path / "out.csv"

    match = matching.match(*files, Silent())
    lines = matching.write(match, out)

    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert match.counts() == {Bucket.ONE: 1, Bucket.SEVERAL: 0, Bucket.NONE: 1}
    assert lines == len(rows) == 2
    assert (rows[0]["finance_no"], rows[0]["bucket"], rows[0]["rank"], rows[0]["psa_id"]) == ("1042", "one", "1", "9")
    assert "CVR" in rows[0]["evidence"]
    assert (rows[1]["finance_no"], rows[1]["bucket"], rows[1]["psa_id"]) == ("1043", "none", "")


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing_behind(files: tuple[Path, Path], tmp_path: Path) -> None:
    matching = file_matching()

    with pytest.raises(RecordRefused, match="cannot be written"):
        matching.write(matching.match(*files, Silent()), tmp_path / "missing" / "out.csv")


def test_every_cell_is_written_as_other_programs_read_it(tmp_path: Path) -> None:
    finance, psa, out = tmp_path / "finance.csv", tmp_path / "psa.csv", tmp_path / "out.csv"
    for file, number in ((finance, 'F,1 "x"'), (psa, 'P"2\nb')):
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([["customer_no", "name", "cvr"], [number, "Havblik Ingeniører A/S", "12345674"]])
    matching = file_matching()

    matching.write(matching.match(finance, psa, Silent()), out)

    with out.open(encoding="utf-8", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert (row["finance_no"], row["psa_id"]) == ('F,1 "x"', 'P"2\nb')
    assert "CVR" in row["evidence"]


def test_a_customer_number_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path) -> None:
    finance, psa, out = tmp_path / "finance.csv", tmp_path / "psa.csv", tmp_path / "out.csv"
    finance.write_text("customer_no,name,cvr\n=1+1,Havblik Ingeniører A/S,12345674\n-7,Østerå Varme,\n", "utf-8")
    psa.write_text("id,name,cvr\n@9,Havblik Ingeniører,12345674\n", "utf-8")
    matching = file_matching()

    matching.write(matching.match(finance, psa, Silent()), out)

    with out.open(encoding="utf-8", newline="") as opened:
        assert sorted((row["finance_no"], row["psa_id"]) for row in csv.DictReader(opened)) == [("'-7", ""), ("'=1+1", "'@9")]


@pytest.mark.parametrize("name", ["out.xlsx", "out.txt", "out"])
def test_a_name_that_promises_another_kind_of_file_is_refused_before_anything_is_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordRefused, match=r"written as CSV.* Choose a name that ends in \.csv\."):
        file_matching().match(tmp_path / "missing.csv", tmp_path / "missing.csv", Silent(), out=tmp_path / name)


def test_rows_without_a_number_are_left_out_of_counts_and_lines(files: tuple[Path, Path], tmp_path: Path) -> None:
    finance, psa = files
    for file in files:
        file.write_text(file.read_text("utf-8") + (",Uden Nummer,,\n" if file is finance else ",,Uden Nummer,,\n"), "utf-8")
    matching, out = file_matching(), tmp_path / "out.csv"

    match = matching.match(finance, psa, Silent())
    matching.write(match, out)

    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [(row["finance_no"], row["psa_id"]) for row in rows] == [("1042", "9"), ("1043", "")]
    assert sum(match.counts().values()) == match.finance.count == 2
    assert [fault.row for fault in (*match.finance.faults, *match.psa.faults)] == [4, 4]


def test_columns_can_be_named_for_each_file(files: tuple[Path, Path]) -> None:
    match = file_matching().match(*files, Silent(), finance_columns="phone=", psa_columns="number=id")

    assert "phone" not in match.finance.columns
    assert match.psa.columns["number"] == "id"


def test_a_file_that_is_read_is_never_written_over(files: tuple[Path, Path], tmp_path: Path) -> None:
    finance, psa = files
    (tmp_path / "soft.csv").symlink_to(psa)
    (tmp_path / "hard.csv").hardlink_to(finance)
    before = finance.read_bytes(), psa.read_bytes()

    for out in (finance, psa, tmp_path / "soft.csv", tmp_path / "hard.csv", tmp_path / "x" / ".." / "psa.csv"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(RecordRefused, match="is read, so it is not written over"):
            file_matching().match(*files, Silent(), out=out)

    assert (finance.read_bytes(), psa.read_bytes()) == before


@pytest.mark.parametrize("large", [0, 1_000_000])
@pytest.mark.parametrize("nobody", ["finance", "psa"])
def test_a_file_without_any_customer_is_told_and_nothing_is_written(tmp_path: Path, nobody: str, large: int) -> None:
    for name in ("finance", "psa"):
        (tmp_path / f"{name}.csv").write_text("no,name\n" + ("" if name == nobody else "1,Havblik\n"), "utf-8")

    with pytest.raises(RecordRefused, match=rf"{nobody}\.csv has headings, and no customer below them"):
        FileMatching(_read, large).match(tmp_path / "finance.csv", tmp_path / "psa.csv", Silent())


def test_one_file_for_both_sides_is_matched_and_told(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(files[0])

    match = file_matching().match(files[0], tmp_path / "link.csv", Silent())

    assert match.counts()[Bucket.ONE] == 2
    assert "Both files are the same one, finance.csv." in map(str, match.noticed)


def _read(file: Path, _columns: str) -> CustomerFile:
    return read_customers(file)


_BY_A_COPY = """
import sys
from pathlib import Path
from desktop.connectors.files.registers import read_customers
from desktop.progress import Silent
from desktop.use_cases.match_files import FileMatching

finance, psa, out = map(Path, sys.argv[1:])
matching = FileMatching(lambda file, columns: read_customers(file), large=0)
matching.write(matching.match(finance, psa, Silent()), out)
"""


def test_two_processes_write_the_same_bytes_as_one_and_tell_the_same_of_both_files(tmp_path: Path) -> None:
    finance, psa = tmp_path / "finance.csv", tmp_path / "psa.csv"
    names = [
        f"{word} {trade}" for word in ("Havblik", "Østerå", "Kærmose", "Lynghøj", "Vadested") for trade in ("Byg", "Varme ApS")
    ]
    rows = [f"{1000 + number},{name},Ringvej {number},{7000 + number % 3}" for number, name in enumerate(names)]
    finance.write_text("\n".join(["customer_no,name,address,zip", *rows, ",Uden Nummer,,"]), "utf-8")
    turned = [row.upper().replace("1000,", ",").replace("BYG", "Bygg - Vejle") for row in reversed(rows)]
    psa.write_text("\n".join(["customer_no,name,address,zip,city", *(f"{row},Vejle" for row in turned)]), "utf-8")
    told, written = [], []

    for place, matching in enumerate((FileMatching(_read), FileMatching(_read, large=0))):
        out = tmp_path / f"{place}.csv"
        match = matching.match(finance, psa, Silent())
        matching.write(match, out)
        told.append((match.finance, match.psa, match.numbers, match.noticed, match.counts()))
        written.append(out.read_bytes())

    assert written[0] == written[1]
    if sys.platform == "linux":  # where the second process may be a copy of the first
        out = tmp_path / "by_a_copy.csv"
        subprocess.run([sys.executable, "-c", _BY_A_COPY, finance, psa, out], check=True, timeout=60)
        assert out.read_bytes() == written[0]
    assert told[0] == told[1]
    assert told[0][1].faults
    assert told[0][4][Bucket.ONE] > 3


@pytest.mark.parametrize("broken", ["finance", "psa"])
def test_a_file_that_cannot_be_read_is_told_whichever_process_reads_it(tmp_path: Path, broken: str) -> None:
    for name in ("finance", "psa"):
        text = "when,what\n1,2\n" if name == broken else "customer_no,name\n1,Havblik\n"
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")

    with pytest.raises(RecordRefused, match=f"{broken}.csv has no column with a customer's number"):
        FileMatching(_read, large=0).match(tmp_path / "finance.csv", tmp_path / "psa.csv", Silent())


def _never_read_there(file: Path, _columns: str) -> CustomerFile:
    if multiprocessing.parent_process() is not None:
        time.sleep(600)
    return read_customers(file)


class _StoppedAtThirdStep:
    def __init__(self) -> None:
        self.steps = 0

    def step(self, _done: int, _total: int | None, _text: Message) -> None:
        self.steps += 1
        if self.steps == 3:
            raise Cancelled


def test_two_processes_are_stopped_while_the_files_are_read(files: tuple[Path, Path]) -> None:
    with pytest.raises(Cancelled):
        FileMatching(_never_read_there, large=0).match(*files, _StoppedAtThirdStep())
    assert not multiprocessing.active_children()
