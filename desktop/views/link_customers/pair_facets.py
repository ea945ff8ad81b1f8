"""The facets beside the list: what a suggestion rests on, the country, and how far the user is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from desktop.models.judging import ChoiceFacet, EvidenceFacet, country_title
from desktop.models.linking import Tab
from desktop.texts import _
from desktop.views.link_customers.rows import LinkingRows, Row
from desktop.views.shared.facets import Facet, FacetGroup

EVIDENCE, CHOICE, COUNTRY = "evidence", "choice", "country"
_MOST_COUNTRIES = 4
_OTHER = "*"


class PairFacets:
    """The facets of one register: the countries that are met most in it stand by name."""

    def __init__(self, rows: LinkingRows) -> None:
        self._rows = rows
        countries = sum((counts.countries for counts in rows.tab_counts.values()), Counter[str]())
        self._countries = [code for code, _count in countries.most_common(_MOST_COUNTRIES) if code]
        self._has_others = len([code for code in countries if code]) > len(self._countries) or "" in countries

    def groups(self, tab: Tab) -> list[FacetGroup]:
        """All facets with their counts in a tab; what is written already counts no more."""
        counts = self._rows.tab_counts[tab]
        evidence, choices, countries = counts.evidence, counts.choices, Counter[str]()
        for code, count in counts.countries.items():
            countries[code if code in self._countries else _OTHER] += count
        names = {
            EvidenceFacet.SAME_VAT_NUMBER: _("Same CVR no."),
            EvidenceFacet.SAME_EAN: _("Same EAN"),
            EvidenceFacet.SAME_PHONE: _("Same phone"),
            EvidenceFacet.NAME_ONLY: _("Only the name"),
            EvidenceFacet.NAME_DIFFERS: _("Name differs"),
            EvidenceFacet.CONTRADICTED: _("Contradicted"),
        }
        steps = {
            ChoiceFacet.OPEN: _("To be chosen"),
            ChoiceFacet.CHOSEN: _("Chosen"),
            ChoiceFacet.LATER: _("Later"),
            ChoiceFacet.REFUSED: _("Refused"),
        }
        places = [(code, country_title(code)) for code in self._countries] + ([(_OTHER, _("Others"))] if self._has_others else [])
        return [
            FacetGroup(EVIDENCE, _("Evidence"), tuple(Facet(key.value, text, evidence[key]) for key, text in names.items())),
            FacetGroup(CHOICE, _("Choice"), tuple(Facet(key.value, text, choices[key]) for key, text in steps.items())),
            FacetGroup(COUNTRY, _("Country"), tuple(Facet(key, text, countries[key]) for key, text in places)),
        ]

    def keeps(self, chosen: Mapping[str, frozenset[str]]) -> Callable[[Row], bool] | None:
        """The filter of the chosen facets; `None` when nothing is chosen."""
        if not chosen:
            return None
        evidence, choices, countries = (chosen.get(key) for key in (EVIDENCE, CHOICE, COUNTRY))

        def keeps(row: Row) -> bool:
            return (
                (evidence is None or not evidence.isdisjoint(row.facets))
                and (choices is None or row.step in choices)
                and (countries is None or self._country(row) in countries)
            )

        return keeps

    def _country(self, row: Row) -> str:
        code = row.pair.finance.country
        return code if code in self._countries else _OTHER
