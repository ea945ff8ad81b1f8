"""From two files to suggestions, beside the libraries for it: `python -m benchmarks.matching [SIZE | FOLDER ...] [--all]`.

Each line is one program on one pair of registers, in a process of its own: seconds from its start to the written file, seconds of
processor, peak of memory (on Linux of all its processes together), its seconds as a share of splink's in the same run (by which a
slow machine can be judged too), and how right the suggestions are. Every program finds its byte code written, as an installed one
does. Registers: made-up ones of so many customers a side, and folders with finance.csv, psa.csv and truth.csv; without arguments
10,000, 50,000 and 200,000, and the registers that lie beside the repository.
The libraries (`pip install -e .[bench]`) are left out where they would take very long; `--all` measures them there too.
Linux and macOS.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from desktop.models.records.customers import Customer

SIZES = (10_000, 50_000, 200_000)
MOST_CUSTOMERS = {"splink": 50_000, "rapidfuzz": 10_000, "recordlinkage": 10_000}  # unless --all
PROGRAMS = ("splink", "bindeled", "rapidfuzz", "recordlinkage")  # splink first: the others are told as a share of it
SHARED = Path(os.environ.get("BINDELED_SHARED", Path(__file__).parents[2] / "shared")) / "matching"
COLUMNS = {
    "id": "id",
    "customer_no": "number",
    "name": "name",
    "cvr": "vat_number",
    "ean": "ean",
    "phone": "phone",
    "email": "email",
    "address": "address",
    "zip": "zip_code",
    "city": "city",
    "country": "country",
}
SYLLABLES = [
    *("ka", "lo", "mi", "ter", "van", "do", "ri", "sel", "gra", "bo"),
    *("ny", "fi", "lum", "tor", "he", "ska", "ju", "pe", "ol"),
]
TRADES = ["Byg", "Transport", "Rengøring", "Design", "Revision", "Malerfirma", "Software", "Møbler", "Vinduer", "Catering", "Tryk"]
FORMS = ["ApS", "A/S", "I/S", "", "IVS", "K/S"]
STREETS = ["Nørregade", "Vestergade", "Industrivej", "Møllevej", "Strandvejen", "Åboulevarden", "Skovvej", "Havnegade", "Engvej"]
TOWNS = [("8000", "Aarhus C"), ("2100", "København Ø"), ("5000", "Odense C"), ("9000", "Aalborg"), ("4700", "Næstved")]


def cvr_number(rng: random.Random) -> str:
    """Eight digits with a right check digit."""
    while True:
        digits = str(rng.randrange(1_000_000, 9_999_999))
        check = -sum(int(digit) * weight for digit, weight in zip(digits, (2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"


def made_up_customer(rng: random.Random, number: int) -> Customer:
    word = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).capitalize()
    name = f"{word} {rng.choice(TRADES)} {rng.choice(FORMS)}".strip()
    zip_code, city = rng.choice(TOWNS)
    return Customer(
        id=str(number),
        number=str(number),
        name=name,
        vat_number=cvr_number(rng),
        phone=str(rng.randrange(20_000_000, 99_999_999)),
        email=f"info@{word.lower()}{number % 97}.dk",
        address=f"{rng.choice(STREETS)} {rng.randint(1, 240)}",
        zip_code=zip_code,
        city=city,
        country="DK",
    )


def as_the_other_system_has_it(rng: random.Random, customer: Customer, number: int) -> Customer:
    """The same customer with gaps, another spelling and now and then a slip."""
    name = customer.name
    if rng.random() < 0.3:
        name = name.rsplit(" ", 1)[0]
    if rng.random() < 0.1:
        place = rng.randrange(1, len(name))
        name = name[:place] + name[place + 1 :]
    return Customer(
        id=f"p{number}",
        number=customer.number if rng.random() < 0.5 else str(number),
        name=name.upper() if rng.random() < 0.1 else name,
        vat_number=f"DK{customer.vat_number}" if rng.random() < 0.6 else "",
        phone=f"+45 {customer.phone}" if rng.random() < 0.6 else "",
        email=customer.email if rng.random() < 0.5 else "",
        address=customer.address if rng.random() < 0.8 else "",
        zip_code=customer.zip_code,
        city=customer.city,
        country="Danmark",
    )


def made_up_registers(size: int) -> tuple[list[Customer], list[Customer], list[tuple[str, str]]]:
    """Two registers of `size` customers of which four in five are the same, and the links between them (finance number, PSA id)."""
    rng = random.Random(size)
    finance = [made_up_customer(rng, number) for number in range(size)]
    both = [customer for customer in finance if rng.random() < 0.8]
    psa = [as_the_other_system_has_it(rng, customer, 500_000 + place) for place, customer in enumerate(both)]
    partners = {customer.number: one.id for customer, one in zip(both, psa, strict=True)}
    psa += [made_up_customer(rng, 1_000_000 + place) for place in range(size - len(psa))]
    rng.shuffle(psa)
    return finance, psa, [(customer.number, partners.get(customer.number, "")) for customer in finance]


def write_registers(size: int, folder: Path) -> None:
    """Made-up registers as files."""
    finance, psa, links = made_up_registers(size)
    for name, customers in (("finance.csv", finance), ("psa.csv", psa)):
        heads = [head for head in COLUMNS if head != "id" or customers is psa]
        _write(folder / name, heads, ([getattr(one, COLUMNS[head]) for head in heads] for one in customers))
    _write(folder / "truth.csv", ["finance_no", "psa_id", "kind"], ([number, partner, ""] for number, partner in links))


def _write(file: Path, heads: list[str], rows: Iterable[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(heads)
        writer.writerows(rows)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def quality(folder: Path, suggestions: Path, keep: Callable[[str], bool] = lambda number: True) -> str:
    """How right the suggestions of the finance customers that are kept are; what the figures mean: docs/matching.md."""
    truth: dict[str, set[str]] = defaultdict(set)
    left_out = set()  # branches whose head office alone is there: no answer would be right
    for row in rows(folder / "truth.csv"):
        truth[row["finance_no"]] |= {row["psa_id"]} - {""}
        if row["kind"].startswith("branch_orphan"):
            left_out.add(row["finance_no"])
    bucket: dict[str, str] = {}
    shown: dict[str, list[str]] = defaultdict(list)  # as written: best first
    for row in rows(suggestions):
        bucket[row["finance_no"]] = row["bucket"]
        shown[row["finance_no"]] += [row["psa_id"]] if row["psa_id"] else []
    single = wrong = found = with_partner = right = manual = 0
    counted = [number for number in truth if number not in left_out and keep(number)]
    for number in counted:
        partners, best, kind = truth[number], shown[number][:5], bucket.get(number, "none")
        is_wrong = kind == "one" and best[0] not in partners
        single += kind == "one"
        wrong += is_wrong
        with_partner += bool(partners)
        found += kind != "none" and bool(partners & set(best))
        right += {"one": partners == set(best[:1]), "several": len(partners & set(best)) > 1, "none": not partners}[kind]
        manual += kind == "several" or is_wrong or (kind == "none" and bool(partners))
    return (
        f"{1 - wrong / max(single, 1):.4f}  {1000 * wrong / len(counted):6.1f}  {found / max(with_partner, 1):7.4f}  "
        f"{100 * right / len(counted):6.1f}  {100 * manual / len(counted):7.1f}"
    )


class Used(NamedTuple):
    """What a program took."""

    seconds: float
    of_processor: float
    peak_mb: float


def measure(program: str, folder: Path, out: Path) -> Used:
    """Runs the program on the folder's registers, in a process of its own; `ChildProcessError` when it fails."""
    files = [folder / "finance.csv", folder / "psa.csv", out]
    if program == "bindeled":
        given = [f"--{name}={file}" for name, file in zip(("finance", "psa", "out"), files, strict=True)]
        command = [sys.executable, "-m", "desktop", "match", *given]
    else:
        command = [sys.executable, "-m", "benchmarks._matching_libraries", program, *map(str, files)]
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    began = time.perf_counter()
    child = os.posix_spawn(sys.executable, command, os.environ | {"PYTHONDONTWRITEBYTECODE": ""}, file_actions=silent)
    together = _Together(child)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if status:
        raise ChildProcessError(f"failed with {status}")
    alone = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Used(seconds, used.ru_utime + used.ru_stime, max(alone, together.peak_mb()))


class _Together(threading.Thread):
    """Looks now and then how much memory a process and those that it started take; only Linux tells, elsewhere it sees none."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process, self._peak, self._ended = process, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(0.02):
            self._peak = max(self._peak, sum(map(_memory_mb, _and_started_by(self._process))))

    def peak_mb(self) -> float:
        """The most that was seen; nobody looks any more."""
        self._ended.set()
        self.join()
        return self._peak


def _and_started_by(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for started in (thread / "children").read_text().split():
                yield from _and_started_by(int(started))


def _memory_mb(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _is_installed(program: str) -> bool:
    return program == "bindeled" or importlib.util.find_spec(program) is not None


def compare(title: str, folder: Path, size: int, *, with_all: bool) -> None:
    """Prints a line for each program on the folder's registers."""
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as written:
        out = Path(written) / "suggestions.csv"
        by_splink = 0.0
        for program in PROGRAMS:
            if not _is_installed(program):
                print(f"{title:24} {program:14} is not installed: pip install -e .[bench]", flush=True)
            elif size <= MOST_CUSTOMERS.get(program, size) or with_all:
                print(f"{title:24} {program:14} ", end="", flush=True)
                try:
                    used = measure(program, folder, out)
                except ChildProcessError as failure:
                    print(failure, flush=True)
                    continue
                by_splink = used.seconds if program == "splink" else by_splink
                share = f"{used.seconds / by_splink:9.2f}" if by_splink else f"{'-':>9}"
                taken = f"{used.seconds:7.2f}  {used.of_processor:7.2f}  {used.peak_mb:6.0f}  {share}"
                print(f"{taken}  {quality(folder, out)}", flush=True)


def main(arguments: list[str]) -> None:
    """Measures what the arguments name."""
    with_all = "--all" in arguments
    named = [one for one in arguments if one != "--all"] or [*map(str, SIZES), *map(str, sorted(SHARED.glob("registers-*")))]
    taken = f"{'seconds':>7}  {'of CPU':>7}  {'MB':>6}  of splink"
    print(f"{'registers':24} {'program':14} {taken}  P(one)  wrong‰  found@5  right%  manual%")
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as kept:
        os.environ["PYTHONPYCACHEPREFIX"] = f"{kept}/bytecode"
        write_registers(10_000, Path(kept))  # large enough for two processes
        for program in filter(_is_installed, PROGRAMS):  # not counted: byte code is written, once
            with suppress(ChildProcessError):
                measure(program, Path(kept), Path(kept) / "suggestions.csv")
        _measure_all(named, with_all=with_all)


def _measure_all(named: list[str], *, with_all: bool) -> None:
    for one in named:
        if one.isdigit():
            with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as folder:
                write_registers(int(one), Path(folder))
                compare(f"made-up {int(one):,}", Path(folder), int(one), with_all=with_all)
        else:
            folder_of_registers = Path(one)
            compare(
                folder_of_registers.name, folder_of_registers, len(rows(folder_of_registers / "finance.csv")), with_all=with_all
            )


if __name__ == "__main__":
    main(sys.argv[1:])
