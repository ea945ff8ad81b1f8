"""Whatever is wrong with the store's file ends in a sentence with the next step, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from desktop import texts
from desktop.errors import StoreUnusable
from desktop.models.records import Connection, Customer, Side
from desktop.models.store import engines
from desktop.models.store.work import Store

PSA, FINANCE = Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
input()
"""


@contextmanager
def locked_by_another_process(file: Path, pragma: str = "PRAGMA foreign_keys = ON") -> Iterator[None]:
    command = [sys.executable, "-c", HOLD, str(file), pragma]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield
        other.communicate("\n")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may enter; root is not stopped by rights, so the test takes another user's."""
    folder = Path(tempfile.mkdtemp(prefix="bindeled-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def without_the_right_to_write(*places: Path) -> Iterator[None]:
    if not hasattr(os, "geteuid"):
        pytest.skip("rights of files are another matter on Windows")
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if me == 0:
            os.seteuid(0)
        for place in places:
            place.chmod(0o755 if place.is_dir() else 0o644)


@pytest.fixture
def filled(fresh_store: Path) -> Callable[..., None]:
    """Puts a store with something in it there, closed and in one file."""

    def fill(file: Path, customers: int = 500) -> None:
        file.parent.mkdir(exist_ok=True)
        store = Store.open(shutil.copyfile(fresh_store, file))
        with store.work() as work:
            here = work.integrations.add("x", PSA, FINANCE).id
            work.customers.replace_all(here, Side.PSA, [Customer(id=str(n), name=f"Customer {n}") for n in range(customers)])
            work.commit()
        store.close()

    return fill


def test_a_store_locked_by_another_program_says_so_and_works_afterwards(
    file: Path, impatient: None, filled: Callable[..., None]
) -> None:
    filled(file)
    store = Store.open(file)

    with locked_by_another_process(file), pytest.raises(StoreUnusable) as refused, store.work() as work:
        work.integrations.rename(1, "Other")

    assert str(refused.value) == (
        f"The database {file} is locked by another program. "
        "Close the other program, or wait for its work to end, and try again. Nothing was lost."
    )
    with store.work() as work:
        work.integrations.rename(1, "Other")
        work.commit()
    store.close()


def test_a_store_that_another_program_keeps_for_itself_cannot_be_opened(
    file: Path, impatient: None, filled: Callable[..., None]
) -> None:
    filled(file)

    with (
        locked_by_another_process(file, "PRAGMA locking_mode = EXCLUSIVE"),
        pytest.raises(StoreUnusable, match="is locked by another"),
    ):
        Store.open(file)

    Store.open(file).close()


def test_a_file_without_the_right_to_write_says_so(open_folder: Path, filled: Callable[..., None]) -> None:
    file = open_folder / "store.sqlite3"
    filled(file)

    with without_the_right_to_write(file, open_folder), pytest.raises(StoreUnusable) as refused:
        Store.open(file)

    assert str(refused.value) == (
        f"The database {file} cannot be opened for writing. "
        "Ask for the right to write in that folder, or choose another data folder."
    )
    Store.open(file).close()


def test_a_folder_without_the_right_to_write_says_so(open_folder: Path) -> None:
    with without_the_right_to_write(open_folder):
        with pytest.raises(StoreUnusable, match="cannot be opened for writing"):
            Store.open(open_folder / "store.sqlite3")
        with pytest.raises(StoreUnusable, match="cannot be opened for writing"):
            Store.open(open_folder / "deeper" / "store.sqlite3")

    assert list(open_folder.iterdir()) == []


@pytest.mark.parametrize("place", ["taken", "taken/store.sqlite3", "taken/deeper/store.sqlite3"])
def test_a_place_that_can_be_no_store_says_so(tmp_path: Path, place: str) -> None:
    (tmp_path / "taken").mkdir() if place == "taken" else (tmp_path / "taken").write_text("a file", "utf-8")

    with pytest.raises(StoreUnusable, match="cannot be opened for writing"):
        Store.open(tmp_path / place)


@pytest.mark.parametrize(
    "content", [b"Not a database, but a letter. " * 200, bytes(range(256)) * 64, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_says_so_and_stays(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "store.sqlite3"
    file.write_bytes(content)

    with pytest.raises(StoreUnusable) as refused:
        Store.open(file)

    assert str(refused.value) == (
        f"The database {file} is damaged. "
        "Put back the newest copy from the folder backups beside it. Do not transfer invoices before that."
    )
    assert file.read_bytes() == content


def test_a_file_that_lost_all_its_content_is_damaged_and_one_that_is_missing_is_new(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    file.touch()

    with pytest.raises(StoreUnusable, match="is damaged"):
        Store.open(file)
    assert file.stat().st_size == 0

    file.unlink()
    Store.open(file).close()
    assert file.stat().st_size > 0


def test_a_file_that_another_program_is_making_is_waited_for(
    tmp_path: Path, fresh_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "FIRST_WRITE_SECONDS", 60)
    made, fresh = fresh_store.read_bytes(), tmp_path / "fresh.sqlite3"
    fresh.touch()
    making = threading.Timer(0.2, fresh.write_bytes, [made])
    making.start()

    Store.open(fresh).close()

    making.join()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_off_says_so(file: Path, share: float, filled: Callable[..., None]) -> None:
    filled(file, 3000)
    with file.open("r+b") as opened:
        opened.truncate(int(file.stat().st_size * share) // 4096 * 4096)

    with pytest.raises(StoreUnusable, match="is damaged"):
        _open_and_read(file)


def test_damage_in_the_middle_says_so(file: Path, filled: Callable[..., None]) -> None:
    filled(file, 3000)
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xa5" * (file.stat().st_size - 8192))

    with pytest.raises(StoreUnusable, match="is damaged"):
        _open_and_read(file)


def _open_and_read(file: Path) -> None:
    store = Store.open(file)
    try:
        with store.reading() as work:
            work.customers.all(1, Side.PSA)
    finally:
        store.close()


def test_a_record_that_cannot_be_read_any_more_says_so(file: Path, filled: Callable[..., None]) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO invoices VALUES (1, 'i1', '1', 'booked', '{\"id\": ')")
        connection.commit()
    store = Store.open(file)

    with pytest.raises(StoreUnusable, match="A record in the database cannot be read"), store.reading() as work:
        work.invoices.all(1)
    store.close()


def test_a_store_of_a_newer_version_says_so_and_is_not_touched(file: Path, filled: Callable[..., None]) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = file.read_bytes()

    with pytest.raises(StoreUnusable) as refused:
        Store.open(file)

    assert str(refused.value) == (
        f"The database {file} was made by a newer version of Bindeled. "
        "Install the newest version on this machine. The database was not touched."
    )
    assert refused.value.technical == "revision 9999"
    assert file.read_bytes() == before


def test_a_store_with_two_versions_at_once_says_so(file: Path, filled: Callable[..., None]) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()

    with pytest.raises(StoreUnusable, match="did not answer as it should"):
        Store.open(file)


def test_a_full_disk_says_so_and_keeps_what_was_committed(file: Path, filled: Callable[..., None]) -> None:
    filled(file)
    store = Store.open(file)
    event.listen(store._engine, "connect", lambda connection, _record: connection.execute("PRAGMA max_page_count = 60"))
    store._engine.dispose()

    with pytest.raises(StoreUnusable) as refused, store.work() as work:
        work.customers.replace_all(1, Side.FINANCE, [Customer(id=str(n), name="x" * 100) for n in range(5000)])

    assert str(refused.value).startswith(f"The disk that holds the database {file} is full or cannot be written. Make room")
    with store.reading() as work:
        assert len(work.customers.all(1, Side.PSA)) == 500
        assert work.customers.all(1, Side.FINANCE) == []
    store.close()


WRITE_UNTIL_FULL = """
import resource, sys
from pathlib import Path
from desktop import texts
from desktop.errors import StoreUnusable
from desktop.models.records import Connection, Customer, Side
from desktop.models.store.work import Store
texts.set_language("en")
store = Store.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    with store.work() as work:
        work.customers.replace_all(1, Side.FINANCE, [Customer(id=str(n), name="x" * 100) for n in range(9000)])
        work.commit()
except StoreUnusable as trouble:
    print(trouble)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit of a file's size is one of Linux and macOS")
def test_a_file_that_may_not_grow_says_so(file: Path, filled: Callable[..., None]) -> None:
    filled(file)
    command = [sys.executable, "-c", WRITE_UNTIL_FULL, str(file)]
    root = Path(__file__).resolve().parents[3]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)

    assert answer.stdout.startswith(f"The disk that holds the database {file} is full or cannot be written."), answer
    _open_and_read(file)


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (OSError(errno.ENOSPC, "Ikke mere plads"), "is full or cannot be written"),
        (PermissionError(errno.EACCES, "Adgang nægtet"), "cannot be opened for writing"),
    ],
)
def test_a_folder_that_cannot_be_made_says_so_in_any_language(
    file: Path, monkeypatch: pytest.MonkeyPatch, trouble: OSError, sentence: str
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise trouble

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(StoreUnusable, match=sentence):
        Store.open(file)


@pytest.mark.usefixtures("file")
def test_any_other_answer_asks_for_the_log(store: Store) -> None:
    with pytest.raises(StoreUnusable) as refused, store.work():
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    assert "did not answer as it should. Try again. If it happens again, send us the log file." in str(refused.value)
    assert refused.value.technical == "server closed the connection"


def test_the_sentence_is_in_the_language_of_whoever_looks(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable) as refused:
        Store.open(tmp_path)
    texts.set_language("da")

    assert str(tmp_path) in str(refused.value)
