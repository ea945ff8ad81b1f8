"""How long two made-up registers take to match, and how much memory: `python -m benchmarks.matching [SIZE ...]`.

Prints one line per size (customers a side) with the seconds per 10,000 customers, which should hardly grow, and the time as a share
of what comparing the letters of all names with all takes in the same run (rapidfuzz `cdist`; measured on a part, for it grows with
the square). Each size runs in a process of its own, so that the peak of memory is its own (Linux and macOS).
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections import Counter

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket

SIZES = (10_000, 50_000, 200_000)
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ter",
    "van",
    "do",
    "ri",
    "sel",
    "gra",
    "bo",
    "ny",
    "fi",
    "lum",
    "tor",
    "he",
    "ska",
    "ju",
    "pe",
    "ol",
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


def made_up_registers(size: int) -> tuple[list[Customer], list[Customer]]:
    """Two registers of `size` customers of which four in five are the same."""
    rng = random.Random(size)
    finance = [made_up_customer(rng, number) for number in range(size)]
    both = [customer for customer in finance if rng.random() < 0.8]
    psa = [as_the_other_system_has_it(rng, customer, 500_000 + place) for place, customer in enumerate(both)]
    psa += [made_up_customer(rng, 1_000_000 + place) for place in range(size - len(psa))]
    rng.shuffle(psa)
    return finance, psa


def seconds_of_all_with_all(finance: list[Customer], psa: list[Customer]) -> float:
    """What comparing every name with every other would take on two cores, from a part of them."""
    part = min(len(finance), 4_000)
    started = time.perf_counter()
    cdist([one.name for one in finance[:part]], [one.name for one in psa[:part]], scorer=OSA.normalized_similarity, workers=2)
    return (time.perf_counter() - started) * (len(finance) / part) ** 2


def measure(size: int) -> None:
    """Matches two registers of that size and prints the line."""
    finance, psa = made_up_registers(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, of_processor = time.perf_counter(), time.process_time()
    result = suggest(finance, psa)
    seconds, of_processor = time.perf_counter() - started, time.process_time() - of_processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = Counter(row.bucket for row in result)
    print(
        f"{size:>8,} a side   {seconds:6.2f} s (processor {of_processor:.2f} s)   {10_000 * seconds / size:5.2f} s per 10,000   "
        f"{seconds / seconds_of_all_with_all(finance, psa):7.4f} of all with all   "
        f"peak {peak:5.0f} MB (registers alone {before:.0f})   {', '.join(f'{bucket} {counts[bucket]:,}' for bucket in Bucket)}",
        flush=True,
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--one"]:
        measure(int(arguments[1]))
        return
    for size in [int(argument) for argument in arguments] or SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.matching", "--one", str(size)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
