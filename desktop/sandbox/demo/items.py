"""The sixty item numbers of the demo company, and what its invoice lines are about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Work(StrEnum):
    """What an item stands for; decides quantity and price of a line."""

    HOURS = "timer"
    PIECE = "stk."
    MONTH = "måned"
    KM = "km"
    EXPENSE = "udlæg"
    NONE = ""  # never on a line of the demo


@dataclass(frozen=True, slots=True)
class Item:
    """An item number; price in DKK without VAT."""

    number: str
    name: str
    group: int
    work: Work
    price: Decimal
    is_barred: bool = False


UNKNOWN_ITEM = "4012"  # active in TimeLog, never created in e-conomic
BARRED_ITEM = "1190"
DISCOUNT_ITEM = "9010"
HEAD_ITEM = "1010"

# number | name | price; an asterisk means barred
_HOURS = """1010|Rådgivning|1250
1020|Projektledelse|1350
1030|Seniorkonsulent|1475
1040|Juniorkonsulent|895
1050|Udvikling|1195
1060|Test og kvalitet|1050
1070|Arkitektur|1550
1080|Dataanalyse|1295
1090|Forretningsanalyse|1325
1100|Drift og overvågning|985
1110|Undervisning, pr. time|1150
1120|Økonomistyring|1275
1130|Sikkerhedsgennemgang|1625
1140|Rejsetid|625
1150|Support, hverdage|875
1160|Support, aften og weekend|1312.50
1170|Mødeledelse|1225
1180|Dokumentation|945
1190|Konsulent, takst 2019|795*
1200|Studentermedhjælp|445"""
_PIECES = """2010|Fastprisydelse|25000
2020|Forundersøgelse|18500
2030|Prototype|42500
2040|Rapport|12750
2050|Workshop, hel dag|16800
2060|Workshop, halv dag|9200
2070|Idriftsættelse|14900
2080|Statusmøde (udgået)|3500*
2090|Kursusdag, pr. deltager|3950
2100|Kursusmateriale|185
2110|Certificering|2450
2120|Hardware, diverse|1299.95
2130|Kabler og tilbehør|89.75
2140|Printerpapir (ubrugt)|49.50
2150|Gavekort (ubrugt)|500"""
_MONTHS = """LIC-1|Licens, basis|75
LIC-2|Licens, udvidet|149.50
LIC-3|Licens, virksomhed|312.25
HOST-S|Hosting, lille|450
HOST-M|Hosting, mellem|950
HOST-L|Hosting, stor|2375
3010|Serviceaftale|2250
3020|Overvågning døgnet rundt|1895
3030|Sikkerhedskopi, pr. 100 GB|62.50
3040|Supportabonnement|1650
3050|Telefontid (udgået)|990*
3060|Abonnement 2018 (udgået)|395*"""
_EXPENSES = """4020|Udlæg, fly|0
4030|Udlæg, tog|0
4040|Udlæg, hotel|0
4050|Udlæg, forplejning|0
4060|Udlæg, parkering|0
4070|Udlæg, taxa|0
4080|Underleverandør|0
4090|Fragt|0
4100|Bro og færge|0"""
_OTHERS = """9010|Rabat|0
9020|Gebyr, rykker (ubrugt)|100
9030|Øreafrunding (ubrugt)|0"""
_GROUPS = {
    1: (_HOURS, Work.HOURS),
    2: (_PIECES, Work.PIECE),
    3: (_MONTHS, Work.MONTH),
    4: (_EXPENSES, Work.EXPENSE),
    5: (_OTHERS, Work.NONE),
}


def _read() -> tuple[Item, ...]:
    items = [Item("4010", "Kørsel", 4, Work.KM, Decimal("3.79"))]
    for group, (rows, work) in _GROUPS.items():
        for row in rows.splitlines():
            number, name, price = row.split("|")
            unused = "(ubrugt)" in name or price.endswith("*")
            items.append(
                Item(number, name, group, Work.NONE if unused else work, Decimal(price.rstrip("*")), is_barred=price.endswith("*"))
            )
    return tuple(sorted(items, key=lambda item: item.number))


ITEMS = _read()
ITEM_BY_NUMBER = {item.number: item for item in ITEMS}
