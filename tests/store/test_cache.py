"""The cache: whatever happened to the files, a book read with it is the book read without it."""

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
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import ACME, BETA, METHOD, new_book

from funnel_cli.records.book import Book
from funnel_cli.records.deal import Opportunity
from funnel_cli.store.cache import DECIDING, Cache, is_usable
from funnel_cli.store.cache_folder import cache_file
from funnel_cli.store.methods import BrokenMethod
from funnel_cli.store.read import read_book, record_in

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


def file_of(root: Path) -> Path:
    """Where the cache of this book is in these tests, beside it."""
    found = cache_file(root, {})
    assert found
    return root.parent / "cache" / found.name


def read(root: Path, *, later: int = HOUR) -> Book:
    """The book with its cache, as read so much later than now: no file seems young any more."""
    cache = Cache(file_of(root), time_ns() + later)
    book = read_book(root, None, cache)
    cache.save()
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


def test_a_book_out_of_the_cache_is_the_book_with_its_problems_and_their_places(root: Path) -> None:
    read(root)
    assert shown(read(root)) == shown(read_book(root))

    problems = read(root).problems
    assert problems == read_book(root).problems
    assert {(each.path.rpartition("/")[2], each.line, each.column) for each in problems} >= {
        ("broken-bits.yaml", 4, 1),
        ("odd-one.yaml", 21, 1),
    }


def test_a_deal_out_of_the_cache_equals_the_deal_that_was_read_and_its_copy_too(root: Path) -> None:
    read(root)
    kept, fresh = (book.opportunities["acme-erp"] for book in (read(root), read_book(root)))
    assert (kept == fresh, fresh == kept, kept.__class__) == (True, True, Opportunity)

    assert replace(kept, name="x") == replace(fresh, name="x")


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


@settings(suppress_health_check=[HealthCheck.too_slow])
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


# What is opened


def opened(root: Path, *edits: str, later: int = HOUR) -> list[str]:
    """The files of the book that a second reading opens, after these were edited."""
    program = f"""
import sys
from pathlib import Path
from time import time_ns
from typing import NoReturn
sys.path[:0] = {sys.path!r}
from test_cache import Cache, file_of, read_book, read, wait_for_a_tick
root = Path({str(root)!r})
read(root)
for path in {edits!r}:
    (root / path).write_text((root / path).read_text() + "# edited\\n")
seen = []
sys.addaudithook(lambda event, args: event == "open" and seen.append(str(args[0])))
read_book(root, None, Cache(file_of(root), time_ns() + {later}))
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


@pytest.fixture
def undecoded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Book]:
    """How a book is read where no record may be decoded."""

    def refused(*_: object) -> NoReturn:
        raise AssertionError

    def read_without(root: Path) -> Book:
        with monkeypatch.context() as patch:
            patch.setattr("funnel_cli.store.read._decoder", refused)
            return read(root)

    return read_without


def test_a_young_file_is_known_by_its_bytes(root: Path, undecoded: Callable[[Path], Book]) -> None:
    before = read(root, later=0)
    assert {entry.signature for entry in Cache(file_of(root)).entries.values()} == {None}
    assert shown(undecoded(root)) == shown(before)


def test_what_was_written_is_known_to_the_next_command(root: Path, undecoded: Callable[[Path], Book]) -> None:
    method = read(root).method
    cache, text = Cache(file_of(root)), ACME.replace("120000", "130000")
    deal, _ = cache.of_bytes(ACME_FILE, text.encode(), partial(record_in, ACME_FILE, method=method))
    cache.save()
    (root / ACME_FILE).write_text(text, encoding="utf-8")
    assert undecoded(root).opportunities["acme-erp"] == deal


def test_a_change_after_an_edit_by_hand_writes_the_cache_once(root: Path) -> None:
    program = f"""
import sys
sys.path[:0] = {sys.path!r}
from funnel_cli.__main__ import answer_arguments
seen = []
sys.addaudithook(lambda event, args: event == "os.rename" and seen.append(str(args[1])))
sys.argv = ["funnel", "set", "acme-erp", sys.argv[1]]
try:
    answer_arguments()
finally:
    print(sum(name.endswith(".cache") for name in seen))
"""
    environ = os.environ | {"FUNNEL_BOOK": str(root), "XDG_CACHE_HOME": str(root.parent / "kept")}
    for amount in ("5k", "6k"):
        (root / "data/opportunities/beta-belts.yaml").write_text(BETA + f"# {amount}\n", encoding="utf-8")
        line = [sys.executable, "-c", program, f"amount={amount}"]
        done = subprocess.run(line, check=False, env=environ, capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == "1"


def test_files_that_are_gone_are_forgotten(root: Path) -> None:
    read(root)
    (root / ACME_FILE).unlink()
    read(root)
    assert ACME_FILE not in Cache(file_of(root)).entries


def test_a_reading_says_how_far_it_is(root: Path) -> None:
    told: list[tuple[int, int]] = []
    read_book(root, progress=lambda done, total: told.append((done, total)))
    files = len(["acme", "beta", "gamma", "delta", "odd", "broken"])
    assert told == [(n, files) for n in range(1, files + 1)]


# What the cache is, and what is no cache


def torn(data: bytes) -> Iterable[bytes]:
    """What may be left of a file: nothing, a part, a part of it something else."""
    yield from (b"", data[:40], data[:-1], data + b"x", data[:200] + b"\0\0\0\0" + data[204:])


def test_a_torn_cache_is_read_as_none_and_replaced(root: Path) -> None:
    read(root)
    file = file_of(root)
    whole = file.read_bytes()
    for part in torn(whole):
        file.write_bytes(part)
        assert not is_usable(file_of(root))
        assert shown(read(root)) == shown(read_book(root))
        assert is_usable(file_of(root))


def test_a_cache_of_another_version_is_read_as_none(root: Path) -> None:
    read(root)
    file = file_of(root)
    head, rest = file.read_bytes().split(b"\n", 1)
    name, _, checksum = head.rpartition(b" ")
    file.write_bytes(name[:-8] + b"00000000 " + checksum + b"\n" + rest)
    assert not is_usable(file_of(root))


def test_all_that_decides_what_a_file_holds_decides_whether_its_cache_is_taken() -> None:
    """A class of records that is another one now would be made of what was kept of the old one."""
    line = "import sys, funnel_cli.store.decoding, funnel_cli.store.methods; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True).stdout
    modules = [name.split(".")[1:-1] for name in found.split() if name.startswith("funnel_cli.")]
    assert {"/".join(folders) or "." for folders in modules} == set(DECIDING)


def test_a_cache_that_others_may_write_is_not_trusted(root: Path) -> None:
    read(root)
    file_of(root).chmod(0o620)
    assert not is_usable(file_of(root))


def test_a_cache_in_a_folder_that_others_may_write_is_not_trusted(root: Path) -> None:
    read(root)
    file_of(root).parent.chmod(0o777)
    assert not is_usable(file_of(root))


def test_a_cache_behind_a_link_is_not_trusted(root: Path, tmp_path: Path) -> None:
    read(root)
    file = file_of(root)
    file.replace(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert not is_usable(file_of(root))


def test_the_cache_is_the_users_alone(root: Path) -> None:
    read(root)
    file = file_of(root)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_book_that_moved_here_has_a_cache_of_its_own(root: Path) -> None:
    read(root)
    moved = root.rename(root.with_name("moved"))
    assert shown(read(moved)) == shown(read_book(moved))
    assert file_of(moved) != file_of(root)


def test_a_book_has_one_cache_by_whatever_way_it_is_reached(root: Path) -> None:
    link = root.with_name("link")
    link.symlink_to(root)
    assert file_of(link) == file_of(root)


def test_where_no_cache_can_be_kept_the_book_is_read_all_the_same(root: Path) -> None:
    (root.parent / "cache").write_text("a file, no folder", encoding="utf-8")
    assert shown(read(root)) == shown(read_book(root))


def test_the_cache_is_below_the_cache_folder_of_the_user_unless_nothing_is_to_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cache_file(Path("/"), {"FUNNEL_NO_INDEX": "1"}) is None

    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    file = cache_file(Path("/book"), {})
    assert file is not None
    assert file.parent == Path("/caches/funnel")


def test_a_file_of_an_unfinished_change_is_taken_from_there_and_not_kept(root: Path) -> None:
    read(root)
    overlay = {root / ACME_FILE: ACME.replace("120000", "7").encode(), root / "data/targets.yaml": None}
    after = time_ns() + HOUR
    assert shown(read_book(root, overlay, Cache(file_of(root), after))) == shown(read_book(root, overlay))
    assert shown(read(root)) == shown(read_book(root))


def test_a_book_is_read_from_two_processes_at_once(root: Path) -> None:
    program = f"import sys; sys.path[:0] = {sys.path!r}; from pathlib import Path\n"
    program += "from test_cache import read, shown, read_book\n"
    program += f"root = Path({str(root)!r})\n"
    program += "for n in range(20):\n"
    program += (
        "    (root / f'data/opportunities/n{n}.yaml').write_text(f'id: n{n}\\nname: x\\nstage: verify\\n')\n"
    )
    program += "    read(root)\n"
    both = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert shown(read(root)) == shown(read_book(root))
    assert [path.suffix for path in file_of(root).parent.iterdir()] == [".cache"]


def test_no_cache_is_kept_where_its_folder_depends_on_where_one_is_or_nobody_knows_the_users_home(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path(".cache/funnel"))
    assert cache_file(root, {}) is None

    def unknown(*_: object, **__: object) -> NoReturn:
        raise RuntimeError

    monkeypatch.setattr("platformdirs.user_cache_path", unknown)
    assert cache_file(root, {}) is None


@pytest.mark.parametrize("way", [".", ".cache", "data/.funnel"])
def test_no_cache_is_taken_from_the_book_itself(
    way: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / way))
    assert cache_file(root, {}) is None


def test_no_cache_is_taken_from_the_book_through_a_link(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "link").symlink_to(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "link/caches"))
    assert cache_file(root, {}) is None
