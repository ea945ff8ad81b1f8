"""What rapidfuzz, recordlinkage and splink suggest for two register files, each as its own handbook shows it.

`python -m benchmarks._matching_libraries LIBRARY finance.csv psa.csv out.csv` writes the columns that `bindeled match` writes.
Names are folded to small letters and CVR and phone numbers to their last eight digits first: the cleaning that the handbooks show.
A customer with one pair above the library's threshold is *one*, with more *several*, the five best shown.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

Rows = list[dict[str, str]]
Scored = Iterable[tuple[int, int, float]]  # place in the finance file, place in the PSA file, score
FIELDS = ("name", "cvr", "ean", "phone", "email", "address", "zip", "city")


def rows_of(file: Path) -> Rows:
    """The file's rows, cleaned; a row's key is its place."""
    with file.open(encoding="utf-8", newline="") as handle:
        read = list(csv.DictReader(handle))
    for row in read:
        row.update({field: (row.get(field) or "").strip().lower() for field in FIELDS})
        row["cvr"], row["phone"] = (re.sub(r"\D", "", row[field])[-8:] for field in ("cvr", "phone"))
        row["domain"] = row["email"].rpartition("@")[2]
    return read


def by_rapidfuzz(finance: Rows, psa: Rows) -> Scored:
    """All names with all, the usual scorer for names of unlike length, from 90 on; a thousand finance rows at a time."""
    import numpy as np
    from rapidfuzz.fuzz import token_sort_ratio
    from rapidfuzz.process import cdist

    names = [row["name"] for row in psa]
    for start in range(0, len(finance), 1000):
        part = [row["name"] for row in finance[start : start + 1000]]
        scores = cdist(part, names, scorer=token_sort_ratio, score_cutoff=90, dtype=np.uint8, workers=2)
        rows, partners = np.nonzero(scores)
        yield from zip((rows + start).tolist(), partners.tolist(), scores[rows, partners].tolist(), strict=True)


def by_recordlinkage(finance: Rows, psa: Rows) -> Scored:
    """Blocks on postcode with the first letters, on equal numbers and on names next to each other; at least three fields agree."""
    import pandas
    import recordlinkage

    left, right = (
        pandas.DataFrame([{field: row[field] or None for field in (*FIELDS, "domain")} for row in rows]) for rows in (finance, psa)
    )
    for side in (left, right):
        side["first"] = side["name"].str[:3]
    index = recordlinkage.Index()
    index.block(["zip", "first"])
    index.sortedneighbourhood("name", window=5)
    for field in ("cvr", "phone", "email"):
        index.block(field)
    pairs = index.index(left, right)
    compare = recordlinkage.Compare()
    compare.string("name", "name", method="jarowinkler", threshold=0.9)
    compare.string("address", "address", method="jarowinkler", threshold=0.85)
    for field in ("cvr", "phone", "email", "zip"):
        compare.exact(field, field)
    sums = compare.compute(pairs, left, right).sum(axis=1)
    sums = sums[sums >= 3]
    return ((row, partner, score) for (row, partner), score in sums.items())


def by_splink(finance: Rows, psa: Rows) -> Scored:
    """DuckDB, blocks on equal values, trained by expectation maximisation; pairs from a probability of 0.95 on."""
    import pandas
    import splink.comparison_library as compared
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    left, right = (
        pandas.DataFrame(
            [{"unique_id": place} | {field: row[field] or None for field in (*FIELDS, "domain")} for place, row in enumerate(rows)]
        )
        for rows in (finance, psa)
    )
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compared.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            compared.DamerauLevenshteinAtThresholds("cvr", 1),
            compared.ExactMatch("phone"),
            compared.EmailComparison("email"),
            compared.JaroWinklerAtThresholds("address", [0.95, 0.88]),
            compared.ExactMatch("zip"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("cvr"),
            block_on("phone"),
            block_on("email"),
            block_on("address", "zip"),
            block_on("substr(name, 1, 6)", "zip"),
            block_on("substr(name, 1, 10)"),
        ],
    )
    database = DuckDBAPI()
    tables = [database.register(left, table_name="finance"), database.register(right, table_name="psa")]
    linker = Linker(tables, settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("cvr"), block_on("name", "zip")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("cvr"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    found = linker.inference.predict(threshold_match_probability=0.95).as_pandas_dataframe()
    swapped = found["source_dataset_l"] == "psa"
    rows, partners = (
        found["unique_id_l"].where(~swapped, found["unique_id_r"]),
        found["unique_id_r"].where(~swapped, found["unique_id_l"]),
    )
    return zip(rows.tolist(), partners.tolist(), found["match_weight"].tolist(), strict=True)


def write(finance: Rows, psa: Rows, scored: Scored, out: Path) -> None:
    """One, several or none by how many pairs a customer has."""
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for place, partner, score in scored:
        found[place].append((-score, partner))
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("finance_no", "bucket", "rank", "psa_id", "score"))
        for place, row in enumerate(finance):
            best = sorted(found[place])[:5]
            bucket = ("none", "one", "several")[min(len(best), 2)]
            for rank, (score, partner) in enumerate(best, start=1):
                writer.writerow((row["customer_no"], bucket, rank, psa[partner]["id"], -score))
            if not best:
                writer.writerow((row["customer_no"], bucket, "", "", ""))


LIBRARIES: dict[str, Callable[[Rows, Rows], Scored]] = {
    "rapidfuzz": by_rapidfuzz,
    "recordlinkage": by_recordlinkage,
    "splink": by_splink,
}

if __name__ == "__main__":
    name, *files = sys.argv[1:]
    finance_file, psa_file, out_file = map(Path, files)
    left_rows, right_rows = rows_of(finance_file), rows_of(psa_file)
    write(left_rows, right_rows, LIBRARIES[name](left_rows, right_rows), out_file)
