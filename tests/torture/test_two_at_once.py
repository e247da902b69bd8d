"""P5, P11: writers, readers and editors at the same time lose nothing and see nothing half done."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from cases import Case, case, recover
from faulty_disk import texts
from figures import Figures, sampled
from running import ACME, new_book, run
from tracer import Call, followed, needs_tracer, telling

WRITERS = 4
READERS = 2
CONFLICT = 6
FAMILY = [f"deal-{n}" for n in range(12)]
MINE = b"# mine\n"


def started(work: Callable[[], object]) -> int:
    """The number of a process that does the work."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def family(folder: Path) -> Path:
    """A book of a dozen deals of one owner."""
    book = new_book(folder)
    for id in FAMILY:
        text = ACME.replace("acme-erp", id)
        (book / f"data/opportunities/{id}.yaml").write_text(text, encoding="utf-8")
    return book


def log_again_and_again(book: Path, id: str, writer: int, times: int) -> None:
    """Log so many entries, each until it is saved."""
    for n in range(times):
        while (code := run(f"log {id} 'entry {writer}-{n}'", book).exit) == CONFLICT:
            pass
        assert code == 0


def look_until(stop: Path, book: Path) -> None:
    """Ask who owns the deals, over and over, also when asked to wait, until told to stop or left alone."""
    parent = os.getppid()
    while not stop.exists() and os.getppid() == parent:
        rows = run("list --json", book)
        if rows.exit == CONFLICT:
            continue
        assert rows.exit == 0, rows.err
        assert len({row["owner"] for row in rows.json["items"] if row["id"].startswith("deal-")}) == 1


@pytest.mark.parametrize("ids", [FAMILY[:1], FAMILY[:WRITERS]], ids=["same", "different"])
def test_four_writers_lose_no_edit_while_others_read(
    ids: list[str], folder: Path, long: bool, figures: Figures
) -> None:
    book, stop = family(folder / "book"), folder / "stop"
    run("log deal-0 first", book)
    run("list --json", book)
    times = 100 if long else 5
    readers = [started(partial(look_until, stop, book)) for _ in range(READERS)]
    writers = [
        started(partial(log_again_and_again, book, ids[n % len(ids)], n, times)) for n in range(WRITERS)
    ]
    codes = [ended(writer) for writer in writers]
    stop.touch()
    assert [*codes, *map(ended, readers)] == [0] * (WRITERS + READERS)
    saved = "".join((book / f"data/opportunities/{id}.yaml").read_text("utf-8") for id in ids)
    assert all(
        f"entry {writer}-{n}\n" in saved or f"entry {writer}-{n}}}" in saved
        for writer in range(WRITERS)
        for n in range(times)
    )
    figures("P5", "edits by four processes at once, two others reading", WRITERS * times)


def test_a_reader_never_sees_half_of_a_change(folder: Path, long: bool, figures: Figures) -> None:
    book, stop = family(folder / "book"), folder / "stop"
    run("set owner:li.wei owner=anna.meyer -y", book)
    run("list --json", book)

    def hand_over(times: int) -> None:
        for n in range(times):
            one, other = ("anna.meyer", "li.wei") if n % 2 == 0 else ("li.wei", "anna.meyer")
            assert run(f"set owner:{one} owner={other} -y", book).exit == 0

    times = 150 if long else 10
    readers = [started(partial(look_until, stop, book)) for _ in range(READERS)]
    writer = started(partial(hand_over, times))
    assert ended(writer) == 0
    stop.touch()
    assert [ended(reader) for reader in readers] == [0] * READERS
    figures("P11", "changes of many deals under the eyes of two readers", times)


def save_by_rename(path: Path) -> None:
    """Save as most editors do."""
    new = path.with_suffix(".tmp")
    new.write_bytes(path.read_bytes() + MINE)
    new.replace(path)


def save_in_place(path: Path) -> None:
    """Save as some editors and most sync clients do."""
    with path.open("ab") as file:
        file.write(MINE)


def save_beside_a_backup(path: Path) -> None:
    """Save as editors do that first put the old file out of the way, and remove it at last."""
    old = path.read_bytes()
    backup = path.rename(path.with_suffix(".bak"))
    path.write_bytes(old + MINE)
    backup.unlink()


@needs_tracer
@pytest.mark.parametrize("name", ["set", "promote", "bulk", "undo"])
@pytest.mark.parametrize("save", [save_by_rename, save_in_place, save_beside_a_backup])
def test_what_an_editor_saves_before_any_call_of_a_command_is_never_overwritten(
    name: str, save: Callable[[Path], None], folder: Path, long: bool, figures: Figures
) -> None:
    victim = case(name, folder)
    victim.prepare()
    calls = followed(victim.run, only=True).calls
    chosen = sampled(telling(calls), 13, long=long)
    for call in chosen:
        edited_before(victim, call, save)
    figures("P5", "saves by an editor before each call on the disk of a command", len(chosen))


def edited_before(victim: Case, moment: Call, save: Callable[[Path], None]) -> None:
    """Let an editor save just before that call: its text stays, and the command says what it did."""
    path = "data/opportunities/acme-erp.yaml"
    victim.prepare()

    def act(call: Call) -> None:
        if call == moment:
            save(victim.root / path)

    code = followed(victim.run, act, only=True).code
    assert code in (0, CONFLICT)
    found = texts(victim.root)
    expected = victim.new if code == 0 else victim.old
    assert found == expected | {path: expected[path] + MINE}, moment
    recover(victim.root)
    assert texts(victim.root) == found
