"""Makes the pages and pictures that are taken from the program itself, so that they cannot disagree with it.

python docs/generate.py systems     docs/systems/<system>.md, from the declared field tables, and docs/systems/by_hand
python docs/generate.py pictures    docs/pictures/*.png, every page of the demo in both languages and both themes
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from desktop import texts  # noqa: E402  # the path to it stands above
from desktop.app import Bindeled, cards  # noqa: E402
from desktop.connectors.contract import Ability, SystemCard  # noqa: E402
from desktop.models.field_mapping import Field, FieldTable, Way  # noqa: E402
from desktop.models.records import Integration  # noqa: E402

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
        f"Address: {_address(card)}.",
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
        f"Amounts are kept with {card.money.line_decimals} decimals; prices are taken with {_decimals(card.money.price_decimals)}, "
        f"quantities with {_decimals(card.money.quantity_decimals)}. At most {card.parallel_writes} writes at a time"
        + (f", and {card.calls_a_minute} calls a minute." if card.calls_a_minute else "."),
    ]
    for table in card.tables:
        lines += ["", f"## {table.kind.replace('_', ' ').capitalize()}", "", *_rows(table)]
    return "\n".join(lines) + "\n"


def _address(card: SystemCard) -> str:
    if card.is_files:
        return "none; the files above are read"
    return card.default_address or "each site has its own; it is entered"


def _rows(table: FieldTable) -> list[str]:
    lines = ["| ours | what it is | theirs | way | limits | note |", "| --- | --- | --- | --- | --- | --- |"]
    for field in table.fields:
        ours = " + ".join(f"`{name}`" for name in (field.ours, *field.joined))
        theirs = f"`{field.theirs}`" if field.theirs else "-"
        lines.append(f"| {ours} | {field.label} | {theirs} | {WAYS[field.way]} | {_limits(field)} | {field.note or ''} |")
    return lines


def _decimals(limit: int | None) -> str:
    return "any number of them" if limit is None else f"at most {limit}"


def _limits(field: Field) -> str:
    limits = [
        f"at most {field.limit} characters" if field.limit else "",
        "required" if field.required else "",
        "digits only" if field.digits_only else "",
        f"at least {field.least}" if field.least is not None else "",
        f"at most {field.most}" if field.most is not None else "",
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
    folder = DOCS / "systems"
    return {folder / f"{name}.md": system_page(card) + _by_hand(folder, name) for name, card in sorted(cards().items())}


def _by_hand(folder: Path, name: str) -> str:
    """What is told of a system beside its tables."""
    file = folder / "by_hand" / f"{name}.md"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def pictures() -> None:
    """Draw every page as a person meets it: linking with everything still to do, the rest after the main job of the demo."""
    from desktop.demo import demo_program
    from desktop.demo.main_job import main_job
    from desktop.demo.pictures import draw_pages
    from desktop.models.store import log_entries
    from desktop.progress import Silent

    log_entries.person = lambda: "mette@nordlys"  # whoever draws the pictures does not belong in them
    before_linking = ("link_customers", "setup")
    with tempfile.TemporaryDirectory() as kept, demo_program() as (program, integration):
        folder = Path(kept)
        program.fetching.fetch(integration, progress=Silent())
        program.linking.suggest(integration, Silent())
        files = [one for one in draw_pages(program, folder / "before") if one.name.startswith(before_linking)]
        files += _draw_preview(program, integration, folder)
        main_job(program, integration, Silent())
        files += [one for one in draw_pages(program, folder / "after") if not one.name.startswith(before_linking)]
        for file in files:
            shutil.copyfile(file, DOCS / "pictures" / file.name)


def _draw_preview(program: Bindeled, integration: Integration, folder: Path) -> list[Path]:
    """The change preview of some single suggestions."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desktop.models.linking import Tab
    from desktop.models.records import Action, Decision
    from desktop.views.link_customers.change_preview import ChangePreview
    from desktop.views.link_customers.choices import Systems
    from desktop.views.shared.theme import Theme, ThemeChoice

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    decisions = [
        Decision(finance_id=pair.finance.id, action=Action.USE_PSA, psa_id=pair.suggestions.suggestions[0].psa_id)
        for pair in program.linking.register(integration).pairs
        if pair.tab is Tab.ONE and pair.suggestions
    ][:40]
    files: list[Path] = []
    previews = [one for one in program.linking.preview(integration, decisions) if one.changed_fields]
    for language in texts.LANGUAGES:
        for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            texts.set_language(language)
            theme = Theme(app, choice)
            dialog = ChangePreview(
                previews,
                Systems(psa="TimeLog", finance="e-conomic"),
                is_practice=False,
                settings=QSettings(str(folder / ".settings.ini"), QSettings.Format.IniFormat),
                look_again=lambda _decision, _take: None,
            )
            dialog.resize(1040, 630)
            dialog.show()
            app.processEvents()
            files.append(folder / f"change_preview-{choice.value}-{language}.png")
            dialog.grab().save(str(files[-1]))
            dialog.close()
            dialog.deleteLater()
            theme.deleteLater()
    texts.set_language("en")
    return files


if __name__ == "__main__":
    commands = {"systems": systems, "pictures": pictures}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]]()
