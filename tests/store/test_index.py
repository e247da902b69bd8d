"""The index: whatever happened to the files, a book read with it is the book read without it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time_ns

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import ACME, BETA, METHOD, new_book

from funnel_cli.model import Book, Opportunity
from funnel_cli.store.book import read_book, read_deal
from funnel_cli.store.index.coding import CLASSES
from funnel_cli.store.index.elsewhere import WORTH, begun
from funnel_cli.store.index.place import IndexPlace, index_place
from funnel_cli.store.methods import BrokenMethod

HOUR = 3600 * 10**9
ACME_FILE = "data/opportunities/acme-erp.yaml"
WARNING = "x-mine: 1\nodd: 2\n"

REVIEW = "as_of: 2026-11-20\nweek: 2026-W47\npromises: [{deal: acme-erp, action: Call}]\n"
CUSTOMER = "id: acme\nname: Acme Ltd\nregion: North\ncontacts: [{name: Zhang, role: user}]\n"
LEAD = "id: acme-erp\nname: A lead with the id of a deal\nhistory: [{date: 2026-11-01, stage: new}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return full_book(tmp_path / "book")


def full_book(folder: Path) -> Path:
    """A book with a record of every kind, warnings and an error among them."""
    new_book(folder, broken=True, odd_one=ACME.replace("acme-erp", "odd-one") + WARNING)
    for path, text in (
        ("data/customers/acme.yaml", CUSTOMER),
        ("data/leads/acme-erp.yaml", LEAD),
        ("data/reviews/2026-W47.yaml", REVIEW),
        ("data/opportunities/copy of acme-erp.yaml", ACME),
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def place_of(root: Path) -> IndexPlace:
    """Where the index of this book is, in a cache beside it."""
    found = index_place(root, {"XDG_CACHE_HOME": str(root.parent / "cache")})
    assert found
    return found


def read(root: Path, *, later: int = HOUR) -> Book:
    """The book with its index, as read so much later than now: no file seems young any more."""
    book = read_book(root, None, place_of(root), time_ns() + later)
    wait_for_a_tick(root)
    return book


def wait_for_a_tick(root: Path) -> None:
    """Return when the clock of the file system has moved on, so that a change made now shows."""
    probe = root.parent / "probe"
    probe.write_text("", encoding="utf-8")
    first = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == first:
        probe.write_text("", encoding="utf-8")


def shown(book: Book) -> tuple[object, ...]:
    """Everything that can be seen of a book, to the letter and in order."""
    return book, repr(book), [*book.opportunities], [type(deal) for deal in book.problems]


def test_a_book_out_of_the_index_is_the_book(root: Path) -> None:
    read(root)
    assert shown(read(root)) == shown(read_book(root))


def test_problems_come_out_of_the_index_with_their_places(root: Path) -> None:
    read(root)
    problems = read(root).problems
    assert problems == read_book(root).problems
    assert {(each.path.rpartition("/")[2], each.line, each.column) for each in problems} >= {
        ("broken-bits.yaml", 4, 1),
        ("odd-one.yaml", 21, 1),
    }


def test_a_deal_out_of_the_index_equals_the_deal_that_was_read(root: Path) -> None:
    read(root)
    kept, fresh = (book.opportunities["acme-erp"] for book in (read(root), read_book(root)))
    assert (kept == fresh, fresh == kept, kept.__class__) == (True, True, Opportunity)


def test_a_changed_copy_of_a_deal_out_of_the_index_is_an_ordinary_deal(root: Path) -> None:
    read(root)
    kept, fresh = (book.opportunities["acme-erp"] for book in (read(root), read_book(root)))
    assert replace(kept, name="x") == replace(fresh, name="x")


def test_every_class_of_a_book_can_be_kept() -> None:
    assert {cls.__name__ for cls in parts(Book)} - CLASSES.keys() == set()


def parts(cls: type) -> set[type]:
    """The dataclasses that a dataclass is made of, all the way down."""
    from dataclasses import fields, is_dataclass
    from typing import get_args, get_type_hints

    found: set[type] = set()

    def look(hint: object) -> None:
        if isinstance(hint, type) and is_dataclass(hint) and hint not in found:
            found.add(hint)
            hints = get_type_hints(hint)
            for field in fields(hint):
                look(hints[field.name])
        for arg in get_args(hint):
            look(arg)

    for hint in get_type_hints(cls).values():
        look(hint)
    return found


# What may happen to files


Deed = Callable[[Path], object]

FILES = st.sampled_from(
    [
        *(ACME_FILE, "data/opportunities/beta-belts.yaml", "data/opportunities/odd-one.yaml"),
        *("data/customers/acme.yaml", "data/targets.yaml", "data/reviews/2026-W47.yaml", "stages.yaml"),
    ]
)
TEXTS = st.sampled_from(
    [
        ACME,
        ACME.replace("120000", "130000"),
        ACME.replace("develop", "propose"),
        BETA,
        CUSTOMER,
        REVIEW,
        "- {set: 2026-09-01, period: 2026-12, amount: 200000}\n",
        "id: [",
        "",
    ]
)
METHODS = st.sampled_from(
    [METHOD, METHOD.replace("id: need", "id: want"), METHOD.replace("10%", "15%"), METHOD + "odd: 1\n"]
)


def written(path: str, text: str) -> Deed:
    def do(root: Path) -> None:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return do


def rewritten(path: str) -> Deed:
    """The same size and the same time of writing, another text."""

    def do(root: Path) -> None:
        file = root / path
        if file.exists():
            facts, text = file.stat(), file.read_text(encoding="utf-8")
            file.write_text(text.translate({ord("1"): "2", ord("2"): "1"}), encoding="utf-8")
            os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    return do


def replaced(path: str) -> Deed:
    """A new file of the same size and time in the place of the old one."""

    def do(root: Path) -> None:
        file, new = root / path, root / "new"
        if file.exists():
            shutil.copy2(file, new)
            rewritten("new")(root)
            new.replace(file)

    return do


def touched(path: str, when: int) -> Deed:
    def do(root: Path) -> None:
        if (root / path).exists():
            os.utime(root / path, (when, when))

    return do


def renamed(path: str, name: str) -> Deed:
    def do(root: Path) -> None:
        file = root / path
        if file.exists():
            file.replace(file.with_name(name))

    return do


def swapped(path: str, other: str) -> Deed:
    def do(root: Path) -> None:
        if path != other and (root / path).exists() and (root / other).exists():
            (root / path).replace(root / "aside")
            (root / other).replace(root / path)
            (root / "aside").replace(root / other)

    return do


def restored(path: str) -> Deed:
    """The file as it was when the book was new, its time included."""

    def do(root: Path) -> None:
        (root / path).parent.mkdir(exist_ok=True)
        shutil.copy2(root.parent / "first" / path, root / path)

    return do


DEEDS = st.one_of(
    st.builds(written, FILES.filter(lambda path: path != "stages.yaml"), TEXTS),
    st.builds(written, st.just("stages.yaml"), METHODS),
    st.builds(rewritten, FILES),
    st.builds(replaced, FILES),
    st.builds(touched, FILES, st.sampled_from([0, 10**9, 2 * 10**9, 4 * 10**9])),
    st.builds(
        renamed, FILES.filter(lambda path: path != "stages.yaml"), st.sampled_from(["z.yaml", ".x.swp"])
    ),
    st.builds(swapped, st.just(ACME_FILE), FILES),
    st.builds(restored, FILES),
    st.builds(lambda: lambda root: shutil.rmtree(root / "data/customers", ignore_errors=True)),
)
CLOCKS = st.sampled_from([HOUR, HOUR, 0, -HOUR])


def outcome(read: Callable[[Path], Book], root: Path) -> object:
    """What can be seen of the book, or how its method was refused."""
    try:
        return shown(read(root))
    except BrokenMethod as refusal:
        return repr((refusal.message, refusal.details))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.tuples(st.lists(DEEDS, max_size=3), CLOCKS), min_size=1, max_size=6))
def test_whatever_happens_to_the_files_the_answers_are_the_same(steps: list[tuple[list[Deed], int]]) -> None:
    with TemporaryDirectory() as folder:
        root = full_book(Path(folder) / "book")
        shutil.copytree(root, root.parent / "first")
        read(root)
        for deeds, later in steps:
            for deed in deeds:
                deed(root)
            assert outcome(partial(read, later=later), root) == outcome(read_book, root)


# One deal without the others


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(DEEDS, max_size=5), st.sampled_from(["acme-erp", "beta-belts", "odd-one", "broken-bits", "z"])
)
def test_a_deal_read_alone_is_the_deal_of_the_book(deeds: list[Deed], id: str) -> None:
    with TemporaryDirectory() as folder:
        root = full_book(Path(folder) / "book")
        shutil.copytree(root, root.parent / "first")
        read(root)
        for deed in deeds:
            deed(root)
        assert outcome(partial(part_of, id), root) == outcome(partial(part_of_whole, id), root)


def part_of(id: str, root: Path) -> Book:
    """What is read of the book for the deal's sake, by its index; an empty book where that is nothing."""
    return read_deal(root, id, None, place_of(root)) or Book(method=read_book(root).method)


def part_of_whole(id: str, root: Path) -> Book:
    """The same part of the whole book."""
    book = read_book(root)
    deals = {id: book.opportunities[id]} if id in book.opportunities else {}
    if not deals:
        return Book(method=book.method)
    files = {"stages.yaml", *(deal.file for deal in deals.values())}
    problems = (each for each in book.problems if each.path in files or "customers" in each.path)
    return Book(method=book.method, opportunities=deals, customers=book.customers, problems=tuple(problems))


@pytest.mark.parametrize("twin", ["acme-erp.json", "acme-erp.yml", "Acme-ERP.yaml", "acme-erp"])
def test_a_deal_is_not_read_alone_where_two_files_could_be_its(root: Path, twin: str) -> None:
    (root / "data/opportunities" / twin).write_text(ACME, encoding="utf-8")
    assert read_deal(root, "acme-erp") is None


def test_a_deal_is_read_alone_as_an_unfinished_change_has_it(root: Path) -> None:
    overlay = {root / ACME_FILE: ACME.replace("120000", "7").encode()}
    alone = read_deal(root, "acme-erp", overlay)
    assert alone is not None
    assert alone.opportunities == {"acme-erp": read_book(root, overlay).opportunities["acme-erp"]}
    assert read_deal(root, "acme-erp", {root / ACME_FILE: None}) is None


# What is opened


def opened(root: Path, *edits: str, later: int = HOUR) -> list[str]:
    """The files of the book that a second reading opens, after these were edited."""
    program = f"""
import sys
from pathlib import Path
from time import time_ns
sys.path[:0] = {sys.path!r}
from test_index import place_of, read_book, read, wait_for_a_tick
root = Path({str(root)!r})
read(root)
for path in {edits!r}:
    (root / path).write_text((root / path).read_text() + "# edited\\n")
seen = []
sys.addaudithook(lambda event, args: event == "open" and seen.append(str(args[0])))
read_book(root, None, place_of(root), time_ns() + {later})
print(*sorted(path.removeprefix(f"{{root}}/") for path in seen if path.startswith(f"{{root}}/")), sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return [path for path in done.stdout.split() if "." in path]


def test_a_second_reading_opens_no_file(root: Path) -> None:
    assert opened(root) == []


def test_only_the_files_that_were_edited_are_opened(root: Path) -> None:
    edits = ("data/opportunities/beta-belts.yaml", "data/targets.yaml")
    assert opened(root, *edits) == [*edits]


def test_a_change_of_the_method_makes_every_record_read_anew(root: Path) -> None:
    assert len(opened(root, "stages.yaml")) == len([*root.rglob("*.*")]) - len(["copy of acme-erp"])


def test_a_young_file_is_not_trusted(root: Path) -> None:
    read(root, later=0)
    assert not place_of(root).file.exists()


# Many files are read by two processes


@pytest.fixture
def large(root: Path) -> Path:
    """A book of so many files that a second process reads half of them, some broken, in every half."""
    for n in range(WORTH + 50):
        text = f"id: n{n}\nname: x\nstage: {'verify' if n % 7 else 'nowhere'}\nodd: 1\n"
        (root / f"data/opportunities/n{n}.yaml").write_text(text, encoding="utf-8")
    return root


def alone(root: Path, patch: pytest.MonkeyPatch) -> Book:
    """The book as one process reads it."""
    with patch.context() as one:
        one.setattr(os, "cpu_count", lambda: 1)
        return read_book(root)


def test_two_processes_read_what_one_does(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = alone(large, monkeypatch)
    assert shown(read_book(large)) == shown(one)
    assert shown(read(large)) == shown(read(large)) == shown(one)


def test_where_no_process_can_be_had_the_book_is_read_by_one(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise BlockingIOError

    one = alone(large, monkeypatch)
    monkeypatch.setattr(os, "fork", refused)
    assert shown(read_book(large)) == shown(one)


def test_work_that_fails_elsewhere_is_to_be_done_here() -> None:
    assert begun(object)() is None


def test_work_done_elsewhere_comes_back() -> None:
    assert begun(lambda: ["x" * 100_000, None, (1, b"2")])() == ["x" * 100_000, None, (1, b"2")]


def test_a_reading_says_how_far_it_is(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    told: list[tuple[int, int]] = []
    read_book(large, progress=lambda done, total: told.append((done, total)))
    files = WORTH + 50 + len(["acme", "beta", "gamma", "delta", "odd", "broken"])
    assert (files, files) in told


# What the index is, and what is no index


def torn(data: bytes) -> Iterable[bytes]:
    """What may be left of a file: nothing, a part, a part of it something else."""
    yield from (b"", data[:40], data[:-1], data + b"x", data[:200] + b"\0\0\0\0" + data[204:])


def test_a_torn_index_is_read_as_none_and_replaced(root: Path) -> None:
    read(root)
    file = place_of(root).file
    whole = file.read_bytes()
    for part in torn(whole):
        file.write_bytes(part)
        assert place_of(root).read() is None
        assert shown(read(root)) == shown(read_book(root))
        assert place_of(root).read() is not None


def test_an_index_of_another_version_is_read_as_none(root: Path) -> None:
    read(root)
    file = place_of(root).file
    head, line, *rest = file.read_bytes().split(b"\n", 2)
    file.write_bytes(b"\n".join([head, line[::-1], *rest]))
    assert place_of(root).read() is None


def test_an_index_is_that_of_the_next_process_too() -> None:
    program = f"import sys; sys.path[:0] = {sys.path!r}\n"
    program += "from funnel_cli.store.index.place import fingerprint; print(fingerprint())"
    printed = {subprocess.check_output([sys.executable, "-c", program]) for _ in range(2)}
    assert len(printed) == 1


def test_an_index_that_others_may_write_is_not_trusted(root: Path) -> None:
    read(root)
    place_of(root).file.chmod(0o620)
    assert place_of(root).read() is None


def test_an_index_in_a_folder_that_others_may_write_is_not_trusted(root: Path) -> None:
    read(root)
    place_of(root).file.parent.chmod(0o777)
    assert place_of(root).read() is None


def test_an_index_behind_a_link_is_not_trusted(root: Path, tmp_path: Path) -> None:
    read(root)
    file = place_of(root).file
    file.replace(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert place_of(root).read() is None


def test_the_index_is_the_users_alone(root: Path) -> None:
    read(root)
    file = place_of(root).file
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_book_that_moved_here_has_an_index_of_its_own(root: Path) -> None:
    read(root)
    moved = root.rename(root.with_name("moved"))
    assert shown(read(moved)) == shown(read_book(moved))
    assert place_of(moved).file != place_of(root).file


def test_a_book_has_one_index_by_whatever_way_it_is_reached(root: Path) -> None:
    link = root.with_name("link")
    link.symlink_to(root)
    assert place_of(link) == place_of(root)


def test_an_index_of_another_book_in_the_same_place_is_none(root: Path) -> None:
    read(root)
    assert replace(place_of(root), root="/elsewhere").read() is None


def test_where_no_cache_can_be_kept_the_book_is_read_all_the_same(root: Path) -> None:
    (root.parent / "cache").write_text("a file, no folder", encoding="utf-8")
    assert shown(read(root)) == shown(read_book(root))


@pytest.mark.parametrize(
    "environ",
    [{}, {"HOME": ""}, {"XDG_CACHE_HOME": "relative"}, {"HOME": "/home/li", "FUNNEL_NO_INDEX": "1"}],
)
def test_without_a_home_or_on_request_there_is_no_index(environ: dict[str, str]) -> None:
    assert index_place(Path("/"), environ) is None


def test_the_index_is_below_the_cache_folder_of_the_user() -> None:
    place = index_place(Path("/"), {"HOME": "/home/li"})
    assert place is not None
    assert place.file.parent == Path("/home/li/.cache/funnel")


def test_what_was_forgotten_is_read_anew(root: Path) -> None:
    read(root)
    place_of(root).forget()
    assert not place_of(root).file.exists()


def test_a_file_of_an_unfinished_change_is_taken_from_there_and_not_kept(root: Path) -> None:
    read(root)
    overlay = {root / ACME_FILE: ACME.replace("120000", "7").encode(), root / "data/targets.yaml": None}
    after = time_ns() + HOUR
    assert shown(read_book(root, overlay, place_of(root), after)) == shown(read_book(root, overlay))
    assert shown(read(root)) == shown(read_book(root))


def test_a_book_is_read_from_two_processes_at_once(root: Path) -> None:
    program = f"import sys; sys.path[:0] = {sys.path!r}; from pathlib import Path\n"
    program += "from test_index import read, shown, read_book\n"
    program += f"root = Path({str(root)!r})\n"
    program += "for n in range(20):\n"
    program += (
        "    (root / f'data/opportunities/n{n}.yaml').write_text(f'id: n{n}\\nname: x\\nstage: verify\\n')\n"
    )
    program += "    read(root)\n"
    both = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert shown(read(root)) == shown(read_book(root))
    assert [path.suffix for path in place_of(root).file.parent.iterdir()] == [".index"]
