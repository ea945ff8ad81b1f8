"""The facets beside the list: how far the user is, the score, what a suggestion rests on, customer group and country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from desktop.models.judging import ChoiceFacet, EvidenceFacet, ScoreBand, country_title
from desktop.models.linking import Tab
from desktop.models.records.suggestions import EvidenceField
from desktop.texts import _
from desktop.views.link_customers.pair_table import field_titles
from desktop.views.link_customers.rows import LinkingRows, Row
from desktop.views.shared.facets import Facet, FacetGroup

CHOICE, SCORE, EVIDENCE, ONLY, GROUP, COUNTRY = "choice", "score", "evidence", "only", "group", "country"
_MOST = 4  # countries and groups that stand by name
_OTHER = "*"
K = TypeVar("K", bound=str)


class PairFacets:
    """The facets of one register: the countries and groups that are met most in it stand by name."""

    def __init__(self, rows: LinkingRows) -> None:
        self._rows = rows
        counts = rows.tab_counts.values()
        self._countries, self._other_countries = _most_common(sum((one.countries for one in counts), Counter[str]()))
        self._groups, self._other_groups = _most_common(sum((one.groups for one in counts), Counter[str]()))
        self._only = [field for field in EvidenceField if any(one.only[field] for one in counts)]

    def groups(self, tab: Tab) -> list[FacetGroup]:
        """All facets with their counts in a tab; what is written already counts no more."""
        counts = self._rows.tab_counts[tab]
        steps = {
            ChoiceFacet.OPEN: _("To be chosen"),
            ChoiceFacet.PLANNED: _("Planned"),
            ChoiceFacet.LATER: _("Later"),
            ChoiceFacet.REFUSED: _("Refused"),
        }
        bands = {
            ScoreBand.FROM_20: _("20 and more"),
            ScoreBand.FROM_15: _("15 to 20"),
            ScoreBand.FROM_10: _("10 to 15"),
            ScoreBand.FROM_5: _("5 to 10"),
            ScoreBand.UNDER_5: _("Under 5"),
        }
        evidence = {
            EvidenceFacet.SAME_VAT_NUMBER: _("Same CVR number"),
            EvidenceFacet.SAME_EAN: _("Same EAN"),
            EvidenceFacet.SAME_NAME: _("Same name"),
            EvidenceFacet.SAME_PHONE: _("Same phone"),
            EvidenceFacet.SAME_EMAIL: _("Same e-mail"),
            EvidenceFacet.SAME_ADDRESS: _("Same address"),
            EvidenceFacet.NAME_ONLY: _("Only the name"),
            EvidenceFacet.NAME_DIFFERS: _("Name differs"),
            EvidenceFacet.CONTRADICTED: _("Contradicted"),
        }
        only = field_titles()
        named = self._rows.register.groups
        groups = [(key, named.get(key, key)) for key in self._groups]
        places = [(key, country_title(key)) for key in self._countries]
        others = [(_OTHER, _("Others"))]
        found = [
            _group(CHOICE, _("State"), steps, counts.choices),
            _group(SCORE, _("Score"), bands, counts.bands),
            _group(EVIDENCE, _("Evidence"), evidence, counts.evidence),
            _group(ONLY, _("Only one field differs"), {field: only[field] for field in self._only}, counts.only),
            _group(GROUP, _("Group"), dict(groups + others * self._other_groups), _by_name(counts.groups, self._groups)),
            _group(
                COUNTRY, _("Country"), dict(places + others * self._other_countries), _by_name(counts.countries, self._countries)
            ),
        ]
        return [group for group in found if group.facets]

    def tests(self, chosen: Mapping[str, frozenset[str]]) -> dict[str, Callable[[Row], bool] | None]:
        """What rows must hold for the chosen facets, by group; `None` for a group in which nothing is chosen."""
        choices, bands, evidence, only, groups, countries = (
            chosen.get(key, frozenset()) for key in (CHOICE, SCORE, EVIDENCE, ONLY, GROUP, COUNTRY)
        )
        tests: dict[str, Callable[[Row], bool]] = {
            CHOICE: lambda row: row.step in choices,
            SCORE: lambda row: row.band in bands,
            EVIDENCE: lambda row: not evidence.isdisjoint(row.traits.facets),
            ONLY: lambda row: row.traits.only_difference in only,
            GROUP: lambda row: _named(row.pair.finance.group, self._groups) in groups,
            COUNTRY: lambda row: _named(row.pair.finance.country, self._countries) in countries,
        }
        return {f"facet {key}": test if chosen.get(key) else None for key, test in tests.items()}


def _group(key: str, title: str, texts: Mapping[K, str], counts: Mapping[Any, int]) -> FacetGroup:
    return FacetGroup(key, title, tuple(Facet(str(one), text, counts.get(one, 0)) for one, text in texts.items()))


def _most_common(counts: Counter[str]) -> tuple[list[str], bool]:
    """The keys that are met most, and whether there are others (or rows without one)."""
    named = [key for key, _count in counts.most_common(_MOST + 1) if key][:_MOST]
    return named, any(count for key, count in counts.items() if key not in named)


def _named(key: str, named: list[str]) -> str:
    return key if key in named else _OTHER


def _by_name(counts: Mapping[str, int], named: list[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, count in counts.items():
        found[_named(key, named)] += count
    return found
