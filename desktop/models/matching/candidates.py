"""Which pairs are worth comparing: those that share a value, a rare word or the beginnings of two words; never all with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from desktop.models.matching.initials import letters_and_initials
from desktop.models.matching.reading import Ids
from desktop.models.matching.registers import Ints, Register, Vocabulary, numbered

THREADS = 2  # NumPy and rapidfuzz work on two cores side by side; more would hardly help

# A value is followed up while at most this many customers of a side have it: what is shared by more tells nothing by itself.
LIMITS = {"vat_number": 60, "ean": 20, "phone": 20, "email": 20, "domain": 20, "number": 4, "core": 40}
NAMESAKES = 5  # pairs of a name that more have: enough to show that there are some
LIMIT_OF_ADDRESS = 12
LIMIT_OF_WORD = 12
LIMIT_OF_TWO_WORDS = 10
LIMIT_OF_BEGINNING = 12
LIMIT_OF_WORD_AND_PLACE = 8
LIMIT_OF_NAMES_ONLY = 20
_BEGINNING_OF_WORD, _END_OF_WORD = slice(0, 5), slice(-5, None)  # one of them is whole in a word with a slip
BEGINNINGS = (9, 14)  # letters of a name written together


def candidate_pairs(finance: Register, psa: Register, vocabulary: Vocabulary, *, only_names: bool = False) -> tuple[Ints, Ints]:
    """Row numbers of finance and PSA customers that may be the same, each pair once, sorted.

    Where there are `only_names` and places to compare, the beginnings of the first words are followed too: names as lists
    print them (UTD GRP) have no long word, and no other value would bring the pair.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        found: list[Future[Ints]] = []

        def follow(finance_keys: Ints, psa_keys: Ints, limit: int) -> None:
            found.append(pool.submit(_joined, finance_keys, psa_keys, limit, psa.count))

        _follow_all(finance, psa, vocabulary, follow)
        if only_names:
            _follow_first_words(finance, psa, vocabulary, follow)
    pairs = distinct(np.concatenate([one.result() for one in found]))
    namesakes = _of_common_names(finance["core"], psa["core"], pairs, psa.count)
    if len(namesakes):
        pairs = distinct(np.concatenate([pairs, namesakes]))
    return pairs // psa.count, pairs % psa.count


def _follow_all(finance: Register, psa: Register, vocabulary: Vocabulary, follow: Callable[[Ints, Ints, int], None]) -> None:
    """Names every kind of key and the limit up to which it is followed."""
    for column, limit in LIMITS.items():
        follow(finance[column], psa[column], limit)
    for left, right in ((finance["branch"] != 0, True), (True, psa["branch"] != 0)):  # of all others the core is the whole name
        follow(finance["whole_name"] * left, psa["whole_name"] * right, LIMITS["core"])
    follow(_place(finance, "street", "house", "zip_code"), _place(psa, "street", "house", "zip_code"), LIMIT_OF_ADDRESS)
    follow(_place(finance, "core", "zip_code"), _place(psa, "core", "zip_code"), LIMIT_OF_ADDRESS)
    follow(_place(finance, "core", "phone"), _place(psa, "core", "phone"), LIMIT_OF_ADDRESS)

    for length in BEGINNINGS:
        beginnings = Ids()
        start_finance = numbered(beginnings, [text[:length] for text in finance.squeezed])
        start_psa = numbered(beginnings, [text[:length] for text in psa.squeezed])
        follow(start_finance, start_psa, LIMIT_OF_BEGINNING)
        labels = np.array([beginnings.get(text[:length], 0) if len(text) >= 6 else 0 for text in vocabulary["label"]])
        follow(labels[finance["label"]] * ~finance.has_free_domain, start_psa, LIMIT_OF_BEGINNING)
        follow(start_finance, labels[psa["label"]] * ~psa.has_free_domain, LIMIT_OF_BEGINNING)

    follow(finance.words, psa.words, LIMIT_OF_WORD)
    for part in (_BEGINNING_OF_WORD, _END_OF_WORD):
        halves = _parts_of_words(vocabulary["word"], part, shortest=6)
        follow(halves[finance.words], halves[psa.words], LIMIT_OF_WORD)
    short = _parts_of_words(vocabulary["word"], slice(0, 3))
    follow(_twos(short[finance.words]), _twos(short[psa.words]), LIMIT_OF_TWO_WORDS)
    first = _parts_of_words(vocabulary["word"], slice(0, 4))
    follow(_with(first[finance.words], finance["city"]), _with(first[psa.words], psa["city"]), LIMIT_OF_WORD_AND_PLACE)


def _follow_first_words(
    finance: Register, psa: Register, vocabulary: Vocabulary, follow: Callable[[Ints, Ints, int], None]
) -> None:
    """Names the keys of short and shortened names."""
    known = Ids()
    letters_finance, initials_finance = letters_and_initials(finance, vocabulary, known)
    letters_psa, initials_psa = letters_and_initials(psa, vocabulary, known)
    follow(letters_finance, initials_psa, LIMIT_OF_NAMES_ONLY)
    follow(initials_finance, letters_psa, LIMIT_OF_NAMES_ONLY)
    beginnings, initials = (_parts_of_words(vocabulary["word"], slice(0, length)) for length in (3, 1))
    first_finance, first_psa = finance.words[:, 0], psa.words[:, 0]
    second_finance, second_psa = finance.words[:, 1], psa.words[:, 1]
    follow(beginnings[first_finance], beginnings[first_psa], LIMIT_OF_WORD)
    follow(_key(beginnings[first_finance], finance["country"]), _key(beginnings[first_psa], psa["country"]), LIMIT_OF_NAMES_ONLY)
    third_finance, third_psa = initials[finance.words[:, 2]], initials[psa.words[:, 2]]
    three_finance = _key(initials[first_finance], initials[second_finance], third_finance)
    follow(three_finance, _key(initials[first_psa], initials[second_psa], third_psa), LIMIT_OF_NAMES_ONLY)
    for of_first, of_second in ((beginnings, beginnings), (initials, beginnings), (beginnings, initials)):
        both_finance = _key(of_first[first_finance], of_second[second_finance])
        both_psa = _key(of_first[first_psa], of_second[second_psa])
        follow(both_finance, both_psa, LIMIT_OF_NAMES_ONLY)
        follow(_key(both_finance, finance["country"]), _key(both_psa, psa["country"]), LIMIT_OF_NAMES_ONLY)


def _of_common_names(finance_names: Ints, psa_names: Ints, pairs: Ints, psa_count: int) -> Ints:
    """A few pairs of the same name for each finance customer that nothing paired with a customer of its name.

    A name that very many have is not followed, but that it stands on the other side must not look like nothing. `pairs` is sorted.
    """
    has_namesake = np.zeros(len(finance_names), np.bool_)
    rows = pairs // psa_count
    has_namesake[rows[finance_names[rows] == psa_names[pairs % psa_count]]] = True
    rows = np.flatnonzero((finance_names != 0) & ~has_namesake)
    order = np.argsort(psa_names, kind="stable")  # so that it is always the same few, those that come first
    first, end = (np.searchsorted(psa_names[order], finance_names[rows], side) for side in ("left", "right"))
    many = np.minimum(end - first, NAMESAKES)
    places = np.repeat(first - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
    found: Ints = np.repeat(rows, many) * psa_count + order[places]
    return found


def distinct(numbers: Ints) -> Ints:
    """The numbers sorted, each once."""
    numbers = np.sort(numbers)
    kept: Ints = numbers[np.r_[True, numbers[1:] != numbers[:-1]]] if len(numbers) else numbers
    return kept


def _joined(finance_keys: Ints, psa_keys: Ints, limit: int, psa_count: int) -> Ints:
    """Pairs (as finance row * psa_count + PSA row) with an equal key other than 0; rows of a table of keys have several."""
    (finance_rows, finance_keys), (psa_rows, psa_keys) = _filled(finance_keys), _filled(psa_keys)
    finance_keys, psa_keys = _small(finance_keys, psa_keys)
    size = int(max(finance_keys.max(initial=0), psa_keys.max(initial=0))) + 1
    in_finance, in_psa = np.bincount(finance_keys, minlength=size), np.bincount(psa_keys, minlength=size)
    is_followed = (in_finance > 0) & (in_psa > 0) & (in_finance * in_psa <= limit * limit) & (in_psa <= limit * 3)
    chosen = is_followed[finance_keys]
    finance_rows, finance_keys = finance_rows[chosen], finance_keys[chosen]
    chosen = is_followed[psa_keys]
    psa_rows, psa_keys = psa_rows[chosen], psa_keys[chosen]
    psa_rows = psa_rows[np.argsort(psa_keys)]  # now each key's rows lie together
    in_psa *= is_followed
    first, many = (np.cumsum(in_psa) - in_psa)[finance_keys], in_psa[finance_keys]
    places = np.repeat(first - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
    joined: Ints = np.repeat(finance_rows, many) * psa_count + psa_rows[places]
    return joined


def _filled(keys: Ints) -> tuple[Ints, Ints]:
    """Rows and keys without those that are 0."""
    places = np.flatnonzero(keys)
    return places if keys.ndim == 1 else places // keys.shape[1], keys.ravel()[places]


def _small(finance_keys: Ints, psa_keys: Ints) -> tuple[Ints, Ints]:
    """The same keys as small numbers, so that they can be counted."""
    if max(finance_keys.max(initial=0), psa_keys.max(initial=0)) < 8 * (len(finance_keys) + len(psa_keys)):
        return finance_keys, psa_keys
    small = np.unique(np.concatenate((finance_keys, psa_keys)), return_inverse=True)[1]
    return small[: len(finance_keys)], small[len(finance_keys) :]


def _place(side: Register, *columns: str) -> Ints:
    """One key for several columns together; 0 when one is empty."""
    return _key(*[side[column] for column in columns])


def _key(*parts: Ints) -> Ints:
    """One key for several numbers of each row together; 0 when one is missing."""
    key = np.ones(len(parts[0]), np.int64)
    filled = np.ones(len(parts[0]), np.bool_)
    for part in parts:
        key = key * 2_000_003 + part
        filled &= part != 0
    return np.where(filled, key, 0)


def _with(words: Ints, place: Ints) -> Ints:
    keys: Ints = np.where((words != 0) & (place != 0)[:, None], words * 2_000_003 + place[:, None], 0)
    return keys


def _twos(words: Ints) -> Ints:
    """A key for every two of the first four words, whatever their order."""
    keys = []
    for one in range(3):
        for other in range(one + 1, 4):
            a, b = words[:, one], words[:, other]
            keys.append(np.where((a != 0) & (b != 0), np.minimum(a, b) * 2_000_003 + np.maximum(a, b), 0))
    return np.stack(keys, axis=1)


def _parts_of_words(words: Sequence[str], part: slice, shortest: int = 1) -> Ints:
    """For each word the number of its beginning or end; 0 for words shorter than `shortest`."""
    return numbered(Ids(), [text.rstrip(".")[part] if len(text) >= shortest else "" for text in words])
