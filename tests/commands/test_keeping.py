"""`doctor`, `fmt`, `merge-file`, whole records out and in again: the commands that keep a book."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from running import ACME, FILES, METHOD, new_book, run, sample_book, tree, with_a_light_typer

from funnel_cli.store.checkup import book_folder

UNTIDY = "stage: develop\n# who\ncustomer:   Zed Ltd\nid: zed\nx-own: {b: 1, a: 2}\n"
TIDY = "id: zed\n# who\ncustomer: Zed Ltd\nstage: develop\nx-own: {b: 1, a: 2}\n"
ZED = "data/opportunities/zed.yaml"

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def states(book: Path | None = None, line: str = "doctor", **environ: str) -> dict[str, str]:
    """How each thing is that doctor looked at, by area and name."""
    items = run(f"{line} --json", book, **environ).json["items"]
    return {f"{item['area']}.{item['name']}": item["state"] for item in items}


ODD = """\
# Seen at once by validate
id: odd
customer: Dealer
name: spare parts
stage: verify
amount: 0
created: 2026-09-01
log:
- {date: 2027-01-02, kind: note, text: x}
"""


def test_validate_tells_on_which_line_the_value_stands_that_is_odd(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book", odd=ODD)
    (book / "data/customers").mkdir()
    (book / "data/customers/dealer.yaml").write_text("id: dealer\nname: Dealer\nkind: dealer\n", "utf-8")
    keep_out = "spare_parts: {refuse: true, words: [spare parts]}\n"
    (book / "stages.yaml").write_text(METHOD + keep_out, "utf-8")
    found = run("validate --json", book).json["items"]
    assert {(each["key"], each["line"]) for each in found} == {
        *(("customer", 3), ("name", 4), ("amount", 6), ("log", 8))
    }


@with_a_light_typer
def test_a_book_in_order_has_nothing_broken(book: Path) -> None:
    answer = run("doctor --json", book)
    assert (answer.exit, answer.json["broken"]) == (0, 0)
    assert {key.partition(".")[0] for key in states(book)} == {
        *("install", "terminal", "encoding", "book", "data", "journal", "git", "index")
    }


@with_a_light_typer
def test_doctor_works_where_there_is_no_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("doctor --fix").exit == 0
    assert states()["book.root"] == "look"


def test_doctor_works_with_a_broken_method(book: Path) -> None:
    (book / "stages.yaml").write_text("stages: [\n", "utf-8")
    answer = run("doctor --json", book)
    assert answer.exit == 5
    assert states(book)["book.method"] == "broken"
    assert "stages.yaml:2:1" in next(
        item["found"] for item in answer.json["items"] if item["name"] == "method"
    )


def test_a_record_that_cannot_be_read_is_broken_data(tmp_path: Path) -> None:
    book = new_book(tmp_path, broken=True)
    assert run("doctor", book).exit == 5
    assert states(book)["data.records"] == "broken"


def test_a_conflict_copy_is_named(book: Path) -> None:
    (book / "data/targets (conflicted copy).yaml").write_text("[]\n", "utf-8")
    assert states(book)["data.copies"] == "look"


def test_a_lock_that_is_held_is_named_with_its_holder(book: Path) -> None:
    run("log acme-erp Spoke", book)
    assert states(book)["journal.lock"] == "good"
    with (book / "data/.funnel/lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert states(book)["journal.lock"] == "look"


def test_a_journal_that_others_may_read_is_closed(book: Path) -> None:
    run("log acme-erp Spoke", book)
    (book / "data/.funnel").chmod(0o755)
    assert states(book)["journal.folder"] == "look"
    assert states(book, "doctor --fix")["journal.folder"] == "good"


@with_a_light_typer
def test_a_rebuild_removes_the_index(book: Path, tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "FUNNEL_NO_INDEX": ""}
    run("list", book, **environ)
    kept = list((tmp_path / "cache").rglob("*.cache"))
    for file in kept:
        file.write_bytes(b"rubbish")
    answer = run("doctor --rebuild --json", book, **environ)
    said = [each["found"] for each in answer.json["items"] if each["area"] == "index"]
    assert (answer.exit, [each.startswith("The index is /") for each in said]) == (0, [True])
    assert all(file.read_bytes() != b"rubbish" for file in kept if file.exists())


def finding(book: Path, key: str, line: str = "doctor") -> tuple[str, str]:
    """The state and the words of one thing that doctor looked at."""
    items = run(f"{line} --json", book).json["items"]
    return next((item["state"], item["found"]) for item in items if f"{item['area']}.{item['name']}" == key)


@pytest.mark.parametrize(
    "name",
    [
        *("data/.funnel", "data/.funnel/lock", "data/.funnel/undo", "data/.funnel/drafts"),
        *("data/.funnel/.gitignore", "data/opportunities", "data/leads", "data/.schema"),
    ],
)
def test_a_link_in_the_book_is_broken_and_nothing_said_to_be_good(
    book: Path, tmp_path: Path, name: str
) -> None:
    run("log acme-erp Spoke", book)
    shutil.rmtree(book / name) if (book / name).is_dir() else (book / name).unlink(missing_ok=True)
    (book / name).symlink_to(tmp_path)
    said = f"{name} is a link; inside a book links are not followed."
    assert finding(book, "book.access") == ("broken", said)
    assert run("doctor --fix", book).exit == 5


def test_a_linked_data_folder_is_told_everywhere_alike(book: Path, tmp_path: Path) -> None:
    (book / "data").rename(tmp_path / "data")
    (book / "data").symlink_to("../data")
    said = "data is a link; inside a book links are not followed."
    assert finding(book, "data.folder") == ("broken", said)
    for line in (
        "list",
        "validate",
        "set acme-erp amount=1k",
        "log acme-erp Spoke",
        "schema --write",
        "undo",
    ):
        answer = run(line, book)
        assert (answer.exit, answer.err.splitlines()[0]) == (5, said)


@with_a_light_typer
def test_a_linked_book_is_followed(tmp_path: Path) -> None:
    new_book(tmp_path / "book")
    (tmp_path / "way").symlink_to("book")
    assert run("set acme-erp amount=1k", tmp_path / "way").exit == 0
    assert run("doctor", tmp_path / "way").exit == 0


def test_a_book_without_data_is_broken(book: Path) -> None:
    shutil.rmtree(book / "data")
    assert finding(book, "data.folder")[0] == "broken"
    assert run("doctor", book).exit == 5


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to give a folder away")
def test_a_journal_of_somebody_else_is_told(book: Path) -> None:
    run("log acme-erp Spoke", book)
    os.chown(book / "data/.funnel", 12345, 12345)
    assert finding(book, "journal.folder") == ("look", "data/.funnel belongs to 12345; only they can save.")
    assert finding(book, "journal.folder", "doctor --fix")[0] == "look"


def test_what_others_left_in_the_journal_is_counted_and_left(book: Path) -> None:
    run("log acme-erp Spoke", book)
    (book / "data/.funnel/undo/7").mkdir()
    (book / "data/.funnel/undo/7/manifest.json").write_text("{}", "utf-8")
    said = "1 command can be taken back. 1 entry of others are left alone."
    assert finding(book, "journal.undo") == ("good", said)
    assert (book / "data/.funnel/undo/7").is_dir()


def test_a_locale_that_is_not_there_is_told(book: Path) -> None:
    assert states(book, LC_ALL="xx_XX.UTF-8")["encoding.locale"] == "look"
    assert states(book, LC_ALL="C")["encoding.locale"] == "good"


@needs_git
def test_another_driver_is_not_taken_for_ours(book: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(book)], check=True)
    run("doctor --fix", book)
    subprocess.run(["git", "-C", str(book), "config", "merge.funnel.driver", "true 'x"], check=True)
    assert states(book)["git.driver"] == "look"


@needs_git
def test_a_repository_that_git_refuses_is_told(book: Path) -> None:
    (book / ".git").write_text("gitdir: nowhere\n", "utf-8")
    assert states(book)["git.repository"] == "look"


@needs_git
def test_a_working_tree_beside_its_repository_is_set_up(tmp_path: Path) -> None:
    git = ("git", "-C", str(tmp_path / "main"), "-c", "user.name=x", "-c", "user.email=a@b")
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "main")], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "x"], check=True)
    subprocess.run([*git, "worktree", "add", "--quiet", str(tmp_path / "other")], check=True)
    book = new_book(tmp_path / "other")
    assert states(book, "doctor --fix")["git.driver"] == "good"


@needs_git
def test_a_new_book_with_git_merges_its_records(tmp_path: Path) -> None:
    assert run(f"init {tmp_path}/book --git").exit == 0
    found = states(tmp_path / "book")
    assert (found["git.repository"], found["git.driver"]) == ("good", "good")
    assert "data/**/*.yaml merge=funnel" in (tmp_path / "book/.gitattributes").read_text("utf-8")


@needs_git
def test_fix_sets_an_existing_clone_up(book: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(book)], check=True)
    (book / ".gitattributes").write_text("*.png binary", "utf-8")
    assert states(book)["git.driver"] == "look"
    assert states(book, "doctor --fix")["git.driver"] == "good"
    assert (
        (book / ".gitattributes").read_text("utf-8").startswith("*.png binary\ndata/**/*.yaml merge=funnel\n")
    )


def test_doctor_without_fix_changes_no_file(book: Path) -> None:
    before = tree(book)
    run("doctor", book)
    assert tree(book) == before


def test_fmt_lays_a_record_out_as_one_undo_step(tmp_path: Path) -> None:
    book = new_book(tmp_path, zed=UNTIDY)
    assert run("fmt zed", book).out == "1 file laid out\n"
    assert (book / ZED).read_text("utf-8") == TIDY
    run("undo", book)
    assert (book / ZED).read_text("utf-8") == UNTIDY


def test_check_names_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    book = new_book(tmp_path, zed=UNTIDY)
    run("fmt", book)
    (book / ZED).write_text(UNTIDY, "utf-8")
    answer = run("fmt --check --json", book)
    assert (answer.exit, answer.json["items"]) == (1, [{"file": ZED}])
    assert (book / ZED).read_text("utf-8") == UNTIDY


def test_a_book_that_was_laid_out_is_in_order(tmp_path: Path) -> None:
    book = new_book(tmp_path, zed=UNTIDY)
    run("fmt", book)
    answer = run("fmt --check", book)
    assert (answer.exit, answer.out) == (0, "File\n")  # no line that a script would take for a file
    assert run("fmt", book).err == "Nothing to change.\n"


def test_an_uneven_json_record_can_be_written_after_fmt(book: Path) -> None:
    (book / "data/opportunities/odd.json").write_text(
        '{"id":"odd",\n "stage": "verify",  "name": "Odd"}', "utf-8"
    )
    assert run("set odd amount=100", book).exit == 5
    assert run("fmt odd", book).exit == 0
    assert run("set odd amount=100", book).exit == 0


def test_fmt_leaves_what_it_cannot_read_and_says_so(tmp_path: Path) -> None:
    book = new_book(tmp_path, zed=UNTIDY, torn="id: torn\nname: [\n")
    answer = run("fmt", book)
    assert answer.exit == 5
    assert (book / ZED).read_text("utf-8") == TIDY
    assert "data/opportunities/torn.yaml cannot be read; it was left as it is." in answer.err


def test_fmt_does_not_touch_the_method(book: Path) -> None:
    answer = run(f"fmt {book}/stages.yaml", book)
    assert (answer.exit, (book / "stages.yaml").read_text("utf-8")) == (5, METHOD)


@needs_git
def test_merge_file_writes_ours_and_exits_like_git(tmp_path: Path) -> None:
    texts = {
        "base": ACME,
        "ours": ACME.replace("owner: li.wei", "owner: ben"),
        "theirs": ACME.replace("source: referral", "source: fair"),
        "other": ACME.replace("owner: li.wei", "owner: anna"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    files = f"{tmp_path}/base {tmp_path}/ours"
    path = "data/opportunities/acme-erp.yaml"
    assert run(f"merge-file {files} {tmp_path}/theirs {path}").exit == 0
    assert (tmp_path / "ours").read_text("utf-8") == texts["ours"].replace("source: referral", "source: fair")
    answer = run(f"merge-file {files} {tmp_path}/other {path}")
    assert (answer.exit, answer.err) == (1, f"{path}: both sides changed owner.\n")


@needs_git
def test_merge_file_of_files_that_are_not_there_is_refused(tmp_path: Path) -> None:
    answer = run(f"merge-file {tmp_path}/no {tmp_path}/no {tmp_path}/no data/opportunities/no.yaml")
    assert answer.exit == 1


def sample(folder: Path) -> Path:
    """The sample book of this repository, with one more record that has keys of its own."""
    sample_book(folder)
    own = (
        'id: own\nname: "007"\nstage: verify\namount: 1.10\n'
        'x-deep: {a: [1, null, {b: "NO"}]}\nodd key: "22:30"\n'
    )
    (folder / "data/opportunities/own.yaml").write_text(own, "utf-8")
    return folder


@pytest.mark.parametrize("what", ["deals", "records"])
def test_an_export_comes_back_byte_for_byte(what: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b/data/opportunities").mkdir(parents=True)
    book, other = sample(tmp_path / "a"), tmp_path / "b"
    shutil.copy(book / "stages.yaml", other)
    first = run(f"export {what} -f jsonl", book).out
    (tmp_path / "out.jsonl").write_text(first, "utf-8")
    assert run(f"import {tmp_path}/out.jsonl", other).exit == 0
    assert run(f"export {what} -f jsonl", other).out == first
    assert (
        json.loads(next(line for line in first.splitlines() if "x-deep" in line))["record"]["odd key"]
        == "22:30"
    )


def test_what_came_back_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "b/data/opportunities").mkdir(parents=True)
    book = new_book(tmp_path / "a")
    shutil.copy(book / "stages.yaml", tmp_path / "b")
    (tmp_path / "out.jsonl").write_text(run("export records", book).out, "utf-8")
    run(f"import {tmp_path}/out.jsonl", tmp_path / "b")
    assert (
        run("list stage:open,won,lost --json", tmp_path / "b").out
        == run("list stage:open,won,lost --json", book).out
    )


def test_a_book_of_more_than_a_record_may_hold_comes_back(tmp_path: Path) -> None:
    book, other = new_book(tmp_path / "a"), tmp_path / "b"
    for number in range(4):
        said = f"{{date: 2026-11-01, kind: note, text: {'long ' * 250_000}}}"
        record = f"id: d{number}\nname: D\nstage: verify\nlog:\n- {said}\n"
        (book / f"data/opportunities/d{number}.yaml").write_text(record, "utf-8")
    (other / "data/opportunities").mkdir(parents=True)
    shutil.copy(book / "stages.yaml", other)
    (tmp_path / "out.jsonl").write_text(first := run("export records", book).out, "utf-8")
    assert run(f"import {tmp_path}/out.jsonl", other).exit == 0
    assert run("export records", other).out == first


def test_records_that_are_no_text_are_told_by_the_name_of_their_file(book: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_bytes(b"\xff\xfe\x00{")
    answer = run(f"import {tmp_path}/out.jsonl", book)
    assert answer.exit == 5
    assert f"{tmp_path}/out.jsonl cannot be taken in" in answer.err


def test_a_second_import_of_records_changes_nothing(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    (tmp_path / "out.jsonl").write_text(run("export records", book).out, "utf-8")
    assert run(f"import {tmp_path}/out.jsonl", book).err == "Nothing to change.\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"file": "data/opportunities/acme-erp.yaml", "record": {"id": "acme-erp"}}', "something else"),
        (
            '{"file": "data/opportunities/new.yaml", "record": {"id": "new", "name": "N", "stage": "no"}}',
            "stage “no”",
        ),
        ('{"file": "data/../../evil.yaml", "record": {"id": "evil", "stage": "verify"}}', "no plain record"),
        ('{"file": "stages.yaml", "record": {"method": "evil"}}', "no record and no list"),
        ('{"file": "data/opportunities/acme-erp.json", "record": {"id": "acme-erp"}}', "same id"),
        ('{"id": "new"}', "“file” and “record”"),
        ("{", "double quotes must stand here"),
    ],
)
def test_one_line_that_cannot_be_taken_in_and_nothing_is_written(
    line: str, reason: str, book: Path, tmp_path: Path
) -> None:
    good = (
        '{"file": "data/opportunities/fine.yaml", "record": {"id": "fine", "stage": "verify", "name": "F"}}'
    )
    (tmp_path / "in.jsonl").write_text(f"{good}\n{line}\n", "utf-8")
    before = tree(book)
    answer = run(f"import {tmp_path}/in.jsonl", book)
    assert (answer.exit, tree(book)) == (5, before)
    assert "line 2: " in answer.err
    assert reason in answer.err


def test_a_round_trip_proves_itself_and_leaves_no_trace(tmp_path: Path) -> None:
    book = sample(tmp_path)
    before = tree(book)
    answer = run("validate --roundtrip --json", book)
    assert (answer.exit, answer.json["different"], answer.json["items"]) == (0, 0, [])
    assert tree(book) == before


def test_what_cannot_be_read_makes_the_round_trip_partial(tmp_path: Path) -> None:
    answer = run("validate --roundtrip --json", new_book(tmp_path, broken=True))
    assert (answer.exit, answer.json["partial"], answer.json["files"]) == (5, True, len(FILES) - 1)


def test_marks_of_a_merge_are_named_in_every_kind_of_file(book: Path) -> None:
    marks = "<<<<<<< ours\n{0}\n=======\n{1}\n>>>>>>> theirs\n"
    for file, one, other in (
        ("data/targets.yaml", "- {set: 2026-09-01, period: 2026-12, amount: 1}", "- {set: 2026-09-02}"),
        ("data/opportunities/gamma-gates.json", '"amount": 1,', '"amount": 2,'),
    ):
        (book / file).write_text(marks.format(one, other), "utf-8")
    items = {item["path"]: item for item in run("validate --json", book).json["items"]}
    for file in ("data/targets.yaml", "data/opportunities/gamma-gates.json"):
        assert (items[file]["code"], items[file]["line"]) == ("merge-conflict", 1)
    assert '“"amount": 1,” or “"amount": 2,”' in items["data/opportunities/gamma-gates.json"]["message"]


def test_further_marks_of_a_merge_are_named_by_their_lines(tmp_path: Path) -> None:
    marks = "<<<<<<< ours\na: 1\n||||||| base\na: 0\n=======\na: 2\n>>>>>>> theirs\n"
    book = new_book(tmp_path, torn="id: torn\n" + marks + "b: 1\n" + marks)
    items = {item["path"]: item for item in run("validate --json", book).json["items"]}
    problem = items["data/opportunities/torn.yaml"]
    assert (problem["line"], problem["code"]) == (2, "merge-conflict")
    assert problem["message"] == (
        "A merge was left unfinished here: “a: 1” or “a: 2”; keep one, and delete the marks. "
        "Others begin in line 10."
    )


def test_many_torn_marks_are_told_at_once(tmp_path: Path) -> None:
    book = new_book(tmp_path, torn="<<<<<<< a\n" * 300_000)
    answer = run("validate --json", book)
    assert "merge-conflict" in answer.out


def test_an_index_that_cannot_be_removed_is_told(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "unlink", closed)
    answer = run("doctor --rebuild", book)
    assert (answer.exit, "cannot be removed: Permission denied." in answer.err) == (1, True)


def test_a_lock_that_may_not_be_looked_at_is_not_said_to_be_free(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("log acme-erp Spoke", book)

    def closed(path: Path, _: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("funnel_cli.store.journal.lock._opened", closed)
    found = states(book)
    assert ("journal.lock" in found, found["journal.closed"]) == (False, "look")


def test_a_part_of_the_book_on_another_file_system_is_named(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = book_folder._device

    def mounted(path: Path) -> int | None:
        found = device(path)
        return found + 1 if found is not None and path.name == "opportunities" else found

    monkeypatch.setattr(book_folder, "_device", mounted)
    answer = run("doctor --json", book)
    found = {item["name"]: item["found"] for item in answer.json["items"] if item["area"] == "book"}
    assert ("access" in found, found["mounts"].rpartition(": ")[2]) == (False, "data/opportunities")


def test_a_day_before_creation_is_called_as_the_reader_of_chinese_calls_it(book: Path) -> None:
    file = book / "data/opportunities/acme-erp.yaml"
    file.write_text(file.read_text("utf-8").replace("created: 2026-09-01", "created: 2027-01-01"), "utf-8")
    assert "预计成交日期 2026-12-31 早于创建日期 2027-01-01" in run("validate --lang zh", book).out
