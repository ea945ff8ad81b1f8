"""How the same customer is written in two systems: legal forms left out, æ or ae, phone with +45 or not, CVR with DK or not."""

from __future__ import annotations

from copy import copy

from desktop.sandbox.demo.dice import Dice
from desktop.sandbox.demo.party import Party
from desktop.sandbox.demo.words import FIRST_NAMES

_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_DOMAIN = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "a", "ö": "o", "ü": "u", "é": "e", " ": "-", "&": "og", ".": "", ",": "", "/": ""}
)
_FORMS = (" A/S", " ApS", " I/S", " P/S", " A.m.b.a.")


def domain_of(name: str) -> str:
    """The invented mail domain of a name; `.example` belongs to nobody (RFC 2606)."""
    return f"{name.lower().translate(_DOMAIN)}.example"


def plain(text: str) -> str:
    """The text with ae, oe and aa."""
    return text.translate(_ASCII)


def spelled_otherwise(name: str, dice: Dice) -> str:
    """The name as a colleague would have typed it; often the same."""
    draw = dice.draw()
    if name.startswith("Brdr. "):
        return f"Brødrene {name[6:]}" if draw < 0.8 else name
    form = next((form for form in _FORMS if name.endswith(form)), "")
    if draw < 0.20 and form:
        return name.removesuffix(form)
    if draw < 0.28 and form:
        return name.removesuffix(form) + {" A/S": " as", " ApS": " Aps"}.get(form, form.upper())
    if draw < 0.38 and " & " in name:
        return name.replace(" & ", " og ")
    if draw < 0.48:
        return plain(name)
    if draw < 0.52:
        return name.upper()
    return name


def written_cvr(cvr: str, dice: Dice, share_plain: float) -> str:
    """The number plain, or with DK, or in pairs."""
    draw = dice.draw()
    if not cvr.isdigit() or draw < share_plain:
        return cvr
    if draw < share_plain + (1 - share_plain) * 0.6:
        return f"DK{cvr}"
    return f"{cvr[:2]} {cvr[2:4]} {cvr[4:6]} {cvr[6:]}"


def written_phone(phone: str, dice: Dice) -> str:
    """Eight digits in one of the usual ways."""
    draw = dice.draw()
    pairs = f"{phone[:2]} {phone[2:4]} {phone[4:6]} {phone[6:]}"
    if draw < 0.35:
        return f"+45 {pairs}"
    if draw < 0.60:
        return pairs
    if draw < 0.85:
        return phone
    return f"(+45) {phone}" if draw < 0.95 else f"0045{phone}"


def with_finance_habits(party: Party, dice: Dice) -> Party:
    """As the bookkeeper has it: CVR nearly always, invoice mail, phone now and then missing."""
    written = copy(party)
    written.vat = written_cvr(party.vat, dice, 0.85)
    written.phone = written_phone(party.phone, dice) if dice.chance(0.88) else ""
    written.email = f"faktura@{party.domain}" if dice.chance(0.85) else ""
    return written


def with_psa_habits(party: Party, dice: Dice) -> Party:
    """As the consultants have it: other spelling, a person's mail, abbreviated towns and streets."""
    written = copy(party)
    draw = dice.draw()
    if draw < 0.15:
        written.street = f"{party.street}, {dice.number(1, 4)}. {dice.pick(('tv.', 'th.', 'sal'))}"
    elif draw < 0.25:
        written.street = party.street.replace("gade ", "g. ")
    mail_name = plain(dice.pick(FIRST_NAMES)).lower() if dice.chance(0.6) else "kontakt"
    written.name = spelled_otherwise(party.name, dice)
    written.vat = written_cvr(party.vat, dice, 0.65)
    written.phone = written_phone(party.phone, dice)
    written.email = f"{mail_name}@{party.domain}" if dice.chance(0.8) else ""
    written.city = party.city.replace("Kongens ", "Kgs. ").replace("Nykøbing Falster", "Nykøbing F.")
    return written
