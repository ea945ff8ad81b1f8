"""How well registers match that are in a worse state: `python -m benchmarks.damaged [NUMBER ...] [--seed N]`.

The registers with known links that lie beside the repository, with values taken away and names misspelt, cut and without legal
form. Each number is one register and one mix of damage (`REGISTERS`), without arguments all of them. Each side is damaged by
itself; the same seed (1 unless told) gives the same registers. What the figures mean: docs/matching.md.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.matching import SHARED, quality
from desktop.connectors.files.registers import read_customers
from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import ListedCustomer
from desktop.models.records.suggestions import CustomerSuggestions

FIELDS = ("vat_number", "ean", "phone", "email", "address", "zip_code", "city")
FORMS = frozenset(("aps", "a/s", "as", "a.s.", "ivs", "i/s", "k/s", "p/s", "a.m.b.a.", "ab", "gmbh", "ltd", "oy"))
SHORTEST = 8  # letters that stay of a name at the least
LETTERS = "abdefgiklmnoprstuvy"


class Damage(NamedTuple):
    """Shares of the customers of each side, each drawn by itself."""

    missing: Mapping[str, float] = {}  # by field; the fields of one `address` go together where `whole_address` is told
    whole_address: float = 0  # address, postcode and town at once
    slips: float = 0  # one letter of the name is missing, doubled, changed or has changed places
    cuts: float = 0  # the name's end is missing
    formless: float = 0  # the legal form is missing


def _of_each(share: float, fields: Sequence[str] = FIELDS, **others: float) -> dict[str, float]:
    return dict.fromkeys(fields, share) | others


def _without(*fields: str) -> Damage:
    return Damage(dict.fromkeys(fields, 1.0))


WORN_NAMES = {"slips": 0.1, "cuts": 0.05, "formless": 0.2}
REGISTERS: dict[int, tuple[str, str, Damage]] = {  # the register, what is damaged in words, and how much
    1: ("10000-mixed", "all fields, addresses too", Damage(_of_each(0.25, address=0.5), **WORN_NAMES)),
    2: ("10000-mixed", "CVR numbers and phones", Damage(_of_each(0.5, ("vat_number", "phone")))),
    3: ("10000-mixed", "slips and cuts in names", Damage(_of_each(0.1), slips=0.3, cuts=0.15, formless=0.3)),
    4: ("10000-mixed", "numbers and whole addresses", Damage({"number": 0.5}, whole_address=0.5, formless=0.1)),
    5: ("2000-own", "all fields", Damage(_of_each(0.25), **WORN_NAMES)),
    6: ("10000-mixed", "everything", Damage(_of_each(0.25, number=0.25), **WORN_NAMES)),
    7: ("2000-mixed", "four fields in ten", Damage(_of_each(0.4), **WORN_NAMES)),
    8: ("2000-hard", "all fields once more", Damage(_of_each(0.15), **WORN_NAMES)),
    9: ("2000-own", "four fields in ten", Damage(_of_each(0.4), **WORN_NAMES)),
    10: ("2000-hard", "four fields in ten", Damage(_of_each(0.4), **WORN_NAMES)),
    11: ("10000-mixed", "four fields in ten", Damage(_of_each(0.4), **WORN_NAMES)),
    12: ("10000-mixed", "three fields in ten, nearly all numbers", Damage(_of_each(0.3, number=0.9), **WORN_NAMES)),
    13: ("10000-mixed", "six fields in ten", Damage(_of_each(0.6), **WORN_NAMES)),
    14: ("10000-mixed", "no CVR numbers", _without("vat_number")),
    15: ("10000-mixed", "no addresses", _without("address")),
    16: ("10000-mixed", "no phones and e-mails", _without("phone", "email")),
    17: ("10000-mixed", "no customer numbers", _without("number")),
    18: ("2000-hard", "no CVR numbers", _without("vat_number")),
    19: ("2000-hard", "no addresses", _without("address")),
    20: ("2000-hard", "no phones and e-mails", _without("phone", "email")),
    21: ("2000-hard", "no customer numbers", _without("number")),
    22: ("10000-mixed", "name, postcode, town and country left", _without("number", *FIELDS[:5])),
    23: ("10000-mixed", "name, town and country left", _without("number", *FIELDS[:6])),
    24: ("10000-mixed", "name, number and country left", _without(*FIELDS)),
    25: ("10000-mixed", "name and country left", _without("number", *FIELDS)),
}


def damaged(customers: Sequence[ListedCustomer], damage: Damage, seed: str) -> list[ListedCustomer]:
    """The same customers in a worse state; the same seed gives the same ones."""
    chance = random.Random(seed)
    return [_damaged(one, damage, chance) for one in customers]


def _damaged(customer: ListedCustomer, damage: Damage, chance: random.Random) -> ListedCustomer:
    missing = {field: "" for field, share in damage.missing.items() if chance.random() < share}
    if chance.random() < damage.whole_address:
        missing |= {"address": "", "zip_code": "", "city": ""}
    name = customer.name
    if chance.random() < damage.formless and name.lower().rpartition(" ")[2] in FORMS:
        name = name.rpartition(" ")[0]
    if chance.random() < damage.slips:
        name = _with_slip(name, chance)
    if chance.random() < damage.cuts:
        name = name[: max(SHORTEST, round(len(name) * chance.uniform(0.6, 0.9)))].rstrip()
    return customer._replace(name=name, **missing)


def _with_slip(name: str, chance: random.Random) -> str:
    """One letter behind the first is wrong; digits stay, for another number is another company."""
    places = [place for place in range(1, len(name) - 1) if name[place : place + 2].isalpha()]
    if not places:
        return name
    place = chance.choice(places)
    two = name[place : place + 2]
    return name[:place] + chance.choice((two[0], two[0] + two, two[::-1], chance.choice(LETTERS) + two[1])) + name[place + 2 :]


def _written(found: Sequence[CustomerSuggestions], file: Path) -> None:
    """The suggestions as a file, as `quality` reads them."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("finance_no", "bucket", "psa_id"))
        for one in found:
            partners = [suggestion.psa_id for suggestion in one.suggestions] or [""]
            writer.writerows((one.finance_id, one.bucket.value, partner) for partner in partners)


def measured(number: int, seed: int) -> str:
    """How right the suggestions are on one of the damaged registers."""
    name, _, damage = REGISTERS[number]
    folder = SHARED / f"registers-{name}"
    finance, psa = (
        damaged(read_customers(folder / f"{side}.csv").customers, damage, f"{seed} {number} {side}") for side in ("finance", "psa")
    )
    with tempfile.TemporaryDirectory(prefix="bindeled-bench-") as written:
        out = Path(written) / "suggestions.csv"
        _written(suggest(finance, psa), out)
        return quality(folder, out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures the registers whose numbers the arguments tell."""
    parser = argparse.ArgumentParser(description="Registers in a worse state: how right the suggestions are.")
    parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER", help=f"1 to {len(REGISTERS)}; all unless told")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    if unknown := sorted(set(told.numbers) - set(REGISTERS)):
        parser.error(f"no register has the number {unknown[0]}")
    if not SHARED.is_dir():
        print(f"Not measured: the registers with known links are not in {SHARED}. BINDELED_SHARED names the folder above it.")
        return
    print(f"{'register':60}  P(one)  wrong‰  found@5  right%  manual%")
    for number in told.numbers or REGISTERS:
        name, what, _ = REGISTERS[number]
        print(f"{f'{number}: {name}, {what}':60}  {measured(number, told.seed)}", flush=True)


if __name__ == "__main__":
    main()
