"""Makes the pages and pictures that are taken from the program itself, so that they cannot disagree with it.

python docs/generate.py systems     docs/systems/<system>.md, from the declared field tables
python docs/generate.py pictures    docs/pictures/*.png, every page of the demo in both languages and both themes
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from desktop import texts  # noqa: E402  # the path to it stands above
from desktop.app import cards  # noqa: E402
from desktop.connectors.contract import Ability, SystemCard  # noqa: E402
from desktop.models.field_mapping import Field, FieldTable, Way  # noqa: E402

WAYS = {Way.BOTH: "both ways", Way.OUT: "written", Way.IN: "read", Way.NEVER: "never"}


def system_page(card: SystemCard) -> str:
    """The page of one system: what it can, what it cannot and why, and its field tables."""
    lines = [
        f"# {card.label}",
        "",
        "Made by `python docs/generate.py systems` from what the connector declares; "
        "the program sends, previews and checks by the same tables.",
        "",
        "## Signing in",
        "",
        "| field | secret | note |",
        "| --- | --- | --- |",
    ]
    for one in card.sign_in:
        optional = " (may be left out)" if one.is_optional else ""
        lines.append(f"| {one.label}{optional} | {'yes' if one.is_secret else 'no'} | {one.hint or ''} |")
    lines += [
        "",
        f"Address: {card.default_address or 'each site has its own; it is entered'}.",
        "",
        "## What it can",
        "",
        "| ability | | why not |",
        "| --- | --- | --- |",
    ]
    for ability in Ability:
        can = ability in card.capabilities.can
        if can or ability in card.capabilities.why_not:
            lines.append(
                f"| {ability.replace('_', ' ')} | {'yes' if can else 'no'} | {card.capabilities.why_not.get(ability, '')} |"
            )
    lines += [
        "",
        f"Amounts are kept with {card.amount_decimals} decimals, quantities with {card.quantity_decimals}. "
        f"At most {card.parallel_writes} writes at a time.",
    ]
    for table in card.tables:
        lines += ["", f"## {table.kind.replace('_', ' ').capitalize()}", "", *_rows(table)]
    return "\n".join(lines) + "\n"


def _rows(table: FieldTable) -> list[str]:
    lines = ["| ours | what it is | theirs | way | limits | note |", "| --- | --- | --- | --- | --- | --- |"]
    for field in table.fields:
        ours = " + ".join(f"`{name}`" for name in (field.ours, *field.joined))
        theirs = f"`{field.theirs}`" if field.theirs else "-"
        lines.append(f"| {ours} | {field.label} | {theirs} | {WAYS[field.way]} | {_limits(field)} | {field.note or ''} |")
    return lines


def _limits(field: Field) -> str:
    limits = [
        f"at most {field.limit} characters" if field.limit else "",
        "required" if field.required else "",
        "digits only" if field.digits_only else "",
        "only when creating" if field.only_when_creating else "",
    ]
    return ", ".join(limit for limit in limits if limit)


def systems() -> None:
    """Write the page of every system."""
    for file, text in system_pages().items():
        file.write_text(text, encoding="utf-8")


def system_pages() -> dict[Path, str]:
    """What each page must hold."""
    texts.set_language("en")
    return {DOCS / "systems" / f"{name}.md": system_page(card) for name, card in sorted(cards().items())}


def pictures() -> None:
    """Draw every page, as it is after the main job of the demo."""
    from desktop.demo import demo_program
    from desktop.demo.main_job import main_job
    from desktop.progress import Silent
    from desktop.window import draw_pages

    with demo_program() as (program, integration):
        main_job(program, integration, Silent())
        for file in draw_pages(program, DOCS / "pictures"):
            print(file.name)


if __name__ == "__main__":
    commands = {"systems": systems, "pictures": pictures}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]]()
