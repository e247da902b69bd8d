"""Every verb on a real book: dry runs, one undo step each, and what is said of it."""

from pathlib import Path

import pytest
from arrange import TODAY
from running import ACME, DAY, METHOD, new_book, run, tree

from funnel_cli.rules.setting import set_fields
from funnel_cli.session import Session
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.wishes import Wishes

WRITES = (
    'add "New lamps" --customer Eta --amount 12万 --close eoq --next Call --due fri',
    "set acme amount=130k name=Renamed",
    "set owner:li.wei name=Same -y",
    'log acme "They called back" --kind call --next Visit --due +2w',
    "check acme plan --evidence Signed",
    "check acme need --undo",
    "promote acme --force --reason 'The board meets today'",
    "demote acme --to verify --reason 'Need unclear'",
    "pause acme --until +2w --reason Budget",
    "win acme --force --reason Signed --amount 118000",
    "lose acme --reason price --competitor Other --said 'Too dear'",
    "reopen delta --reason 'They came back'",
    "remove acme --reason Duplicate",
    "target 2027-01 250k",
    "call 2027-01 240k --note 'Two of three'",
    "review --done --notes 'Call more'",
    "set gamma amount=51000",
)

every_write = pytest.mark.parametrize("line", WRITES)


def contents(book: Path) -> dict[str, tuple[bytes, int, int]]:
    """Bytes, mode and time of every file of the book."""
    return {
        str(path.relative_to(book)): (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in sorted(book.rglob("*"))
        if path.is_file()
    }


def test_a_deal_rests_until_the_first_day_of_a_period(book: Path) -> None:
    run("pause acme-erp --until 下月 --reason Budget", book)
    assert "until: 2026-12-01" in (book / "data/opportunities/acme-erp.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "add Lamps --customer Eta --amount 1k --close eoq --date 2026-11-23",
        "lead add Lamps --date tomorrow",
        "lead contact tip Spoke --date 2026-11-23",
        "log acme-erp Spoke --date 2026-11-23",
        "visit acme-erp --result Agreed --date 2026-11-23",
        "form acme-erp visit-report result=Agreed --date 2026-11-23",
        "set acme-erp created=2026-11-23",
        "lead set tip created=2026-11-23",
        "customer set Acme checked=2026-11-23",
    ],
)
def test_what_happened_does_not_lie_ahead(book: Path, line: str) -> None:
    run("lead add --id tip Tip", book)
    run("customer add Acme", book)
    before = contents(book)
    refused = run(f"{line} --json", book)
    assert (refused.exit, refused.error["message"]) == (2, "2026-11-23 is still to come.")
    assert contents(book) == before


@every_write
def test_a_dry_run_shows_the_difference_and_changes_nothing(line: str, book: Path) -> None:
    before = contents(book)
    answer = run(f"{line} --dry-run", book)
    assert (answer.exit, answer.err, contents(book)) == (0, "", before)
    assert answer.out.startswith("--- a/data/")
    assert [row for row in answer.out.splitlines() if row[0] in "+-" and row[:3] not in ("+++", "---")]


@every_write
def test_a_write_does_what_its_dry_run_showed(line: str, tmp_path: Path) -> None:
    one, other = new_book(tmp_path / "one"), new_book(tmp_path / "other")
    promised = run(f"{line} -n --json", one).json["changed"]
    done = run(f"{line} --json", other).json["changed"]
    assert promised == done
    assert tree(one) != tree(other)


@every_write
def test_a_write_says_what_it_did_leaves_no_problem_and_is_one_step_of_undo_and_redo(
    line: str, book: Path
) -> None:
    before = tree(book)
    answer = run(line, book)
    assert (answer.exit, answer.err) == (0, "")
    note, *rest = answer.out.splitlines()
    assert note
    assert [row for row in rest if not row.startswith(f"  next: funnel -C {book} ")] == []
    after = tree(book)
    assert after != before
    found = run("validate --json", book)
    assert (found.exit, found.json["items"]) == (0, [])
    assert len(run("undo --list --json", book).json["items"]) == 1
    assert run("undo", book).exit == 0
    assert tree(book) == before
    assert run("redo", book).exit == 0
    assert tree(book) == after


@every_write
def test_a_change_as_json_has_the_record_before_and_after(line: str, book: Path) -> None:
    answer = run(f"{line} --json", book)
    assert (answer.exit, answer.err) == (0, "")
    assert answer.json["schema"] == "funnel.change/1"
    assert answer.json["step"] == 1
    for changed in answer.json["changed"]:
        assert list(changed) == ["id", "file", "before", "after"]
        assert changed["before"] != changed["after"]


@pytest.mark.parametrize("line", [line for line in WRITES if not line.startswith("review")])
def test_a_write_may_be_dated(line: str, book: Path) -> None:
    assert run(f"{line} --date 2026-11-20", book).exit == 0


def test_only_the_lines_that_must_change_do(book: Path) -> None:
    run("set acme amount=130k", book)
    lines = (book / "data/opportunities/acme-erp.yaml").read_text(encoding="utf-8").splitlines()
    old = ACME.splitlines()
    assert [line for line in lines if line not in old] == [
        "amount: 130000     # as of their mail",
        f"- {{date: {DAY}, amount: 130000}}",
    ]
    assert [line for line in old if line not in lines] == ["amount: 120000.00     # as of their mail"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@every_write
def test_undo_says_later_what_the_command_said_then(line: str, lang: str, book: Path) -> None:
    said = run(f"{line} --lang {lang}", book).out.splitlines()[0]
    (step,) = run(f"undo --list --json --lang {lang}", book).json["items"]
    if lang == "en":
        assert step["note"] == said
    assert said in run(f"undo --lang {lang}", book).out


def test_the_gate_names_what_is_open_and_what_it_asked_for_opens_it(book: Path) -> None:
    before = tree(book)
    answer = run("promote acme", book)
    assert (answer.exit, answer.out, tree(book)) == (4, "", before)
    assert answer.err == (
        "acme-erp cannot leave Develop: 1 criterion still open.\n"
        f'  Our plan is accepted: funnel -C {book} check acme-erp plan --evidence "…"\n'
        "  Tick what holds, or pass by force: --force --reason WHY\n"
    )

    error = run("promote acme --json", book).error
    assert (error["schema"], error["code"], error["exit"]) == ("funnel.error/1", "gate_not_met", 4)
    assert len(error["details"]) == 1

    run("check acme plan --evidence 'Their mail of today'", book)
    assert run("promote acme", book).exit == 0
    assert run("show acme --json", book).json["stage"] == "propose"


def test_the_gate_is_judged_as_of_its_day(book: Path) -> None:
    run("check acme plan --date 2026-11-20", book)
    assert run("promote acme --date 2026-11-19", book).exit == 4
    assert run("promote acme --date 2026-11-20", book).exit == 0


def test_what_no_longer_holds_from_a_day_ahead_says_so_and_proposes_no_move(book: Path) -> None:
    assert run("check acme plan --date 2026-12-10", book).exit == 2
    run("check acme plan", book)
    answer = run("check acme plan --undo --date 2026-12-10", book)
    assert "That holds from 2026-12-10 on." in answer.err
    assert ("check @" in answer.out, "promote @" in answer.out) == (True, False)


def test_a_forced_promotion_stays_on_record(book: Path) -> None:
    run("promote acme --force --reason 'The board meets today'", book)
    for line in ("show acme --all", "review --all"):
        assert "The board meets today" in run(line, book).out


def test_a_milestone_named_twice_is_ticked_once(book: Path) -> None:
    run("check acme plan plan", book)
    assert run("undo", book).out == "Undone: acme-erp: met Our plan is accepted\n"


def test_a_write_into_a_folder_that_cannot_hold_it_fails_without_a_trace(book: Path) -> None:
    (book / "data/targets.yaml").unlink()
    (book / "data/targets.yaml").mkdir()
    before = tree(book)
    answer = run("target 2027-01 250k", book)
    assert answer.exit
    assert (answer.out, tree(book)) == ("", before)


def test_a_list_file_that_cannot_be_read_is_never_written(book: Path) -> None:
    (book / "data/targets.yaml").write_text("- {set: 2026-09-01\n", encoding="utf-8")
    before = tree(book)
    answer = run("target 2027-01 250k", book)
    assert (answer.exit, answer.out, tree(book)) == (5, "", before)


def test_a_link_is_not_followed_out_of_the_book(book: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(ACME, encoding="utf-8")
    file = book / "data/opportunities/acme-erp.yaml"
    file.unlink()
    file.symlink_to(outside)
    assert run("set acme-erp name=x", book).exit == 5
    assert outside.read_text(encoding="utf-8") == ACME


# starting


def test_a_new_book_answers_every_question(tmp_path: Path) -> None:
    book = tmp_path / "new"
    assert run(f"init {book} --currency EUR --owner anna").exit == 0
    for line in ("list", "next", "forecast", "health", "review", "target", "validate", "undo --list"):
        answer = run(f"{line} --json", book)
        assert (answer.exit, answer.err) == (0, ""), line
    assert run("list --json", book).json["currency"] == "EUR"


def test_a_book_is_started_once_in_an_empty_folder_with_what_works_next(book: Path, tmp_path: Path) -> None:
    before = tree(book)
    answer = run(f"init {book}")
    assert (answer.exit, answer.out, tree(book)) == (2, "", before)

    answer = run(f"init {tmp_path / 'new'}")
    commands = [row.removeprefix("  next: funnel ") for row in answer.out.splitlines()[1:]]
    assert [run(line).exit for line in commands] == [0, 0, 0]

    answer = run(f"init {tmp_path / 'other'} --currency euros")
    assert (answer.exit, answer.out, (tmp_path / "other").exists()) == (2, "", False)


def test_a_stage_s_former_name_is_still_understood(book: Path) -> None:
    (book / "stages.yaml").write_text(
        METHOD.replace("- id: develop\n", "- id: shape\n  formerly: [develop]\n"), encoding="utf-8"
    )
    assert run("list stage:develop --json", book).ids == ["acme-erp"]
    assert run("set acme name=Renamed", book).exit == 0
    assert "stage: develop" in (book / "data/opportunities/acme-erp.yaml").read_text(encoding="utf-8")


def test_after_a_write_too_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    answer = run("log acme-erp Called", new_book(tmp_path, broken=True))
    assert (answer.exit, "partial" in answer.err) == (0, False)
    assert "broken-bits.yaml:4:1" in answer.err


def test_the_deal_changed_last_has_a_sign(book: Path) -> None:
    run("set acme-erp amount=1", book)
    assert run("set @ amount=2", book).out == "acme-erp: set amount\n"


def test_who_saves_too_late_is_told_what_was_not_saved(book: Path) -> None:
    session = Session(Wishes(directory=book), TODAY, {})
    deal = session.deal_to_change("acme-erp")
    change = set_fields([deal], {"name": "Renamed"}, session.book, session.calendar, TODAY, reason=None)
    file = book / deal.file
    file.write_text(file.read_text("utf-8").replace("120000.00 ", "130000.00 "), encoding="utf-8")
    before = file.read_bytes()

    with pytest.raises(Changed) as refusal:
        session.apply(change)

    said = [str(line.args["line"]) for line in refusal.value.details]
    assert (said, file.read_bytes()) == (["name: Renamed"], before)


@pytest.mark.parametrize(
    "line",
    ["log {} hi", "check {} credit-check --evidence x", "visit {} --result x",
     "set {} amount=5", "form {} loss-report said=x", "pause {}"],
)  # fmt: skip
def test_nothing_is_written_into_a_deal_that_is_not_there_yet(tmp_path: Path, line: str) -> None:
    book = new_book(tmp_path)
    run("add Later --id later --as-of 2026-12-01", book)
    before = (book / "data/opportunities/later.yaml").read_text(encoding="utf-8")
    refused = run(line.format("later"), book)
    assert (refused.exit, refused.err.startswith("later is known from 2026-12-01 on")) == (2, True)
    assert (book / "data/opportunities/later.yaml").read_text(encoding="utf-8") == before
