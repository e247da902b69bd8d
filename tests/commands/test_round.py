"""The weekly round at a terminal: one key each, left and gone on with, filed at its end.

An act of the round while somebody else saves the deal: what only adds is written, a value is not.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from arrange import TODAY
from rich.cells import cell_len
from running import new_book, run, tree
from terminal import CTRL_C, CTRL_D, Sitting, sit

from funnel_cli.commands.round import ACTS
from funnel_cli.render.asking import Question
from funnel_cli.rules.moving import GateNotMet
from funnel_cli.session import Session
from funnel_cli.store.journal.recovery import Changed
from funnel_cli.wishes import Wishes

ACME = "data/opportunities/acme-erp.yaml"
KEYS = "? help"
CLEAR = "\x15"
"""Ctrl-U, which empties the line."""
FILED = (("decide?", "\n"), ("bring", "\n"))
"""Enter for what is asked before a review is filed."""
LOSS = tuple((f"{end}?", "\n") for end in ("won it", "say", "was", "time"))
"""Enter for what is asked of a lost deal after the reason."""


def round_(
    book: Path, *typed: tuple[str, str], width: int = 80, begin: str = "q leaves", **environ: str
) -> Sitting:
    """A round in a book whose user has a cache folder, gone on with from how the week begins."""
    cache = str(book.parent / "cache")
    keys = ((begin, "\n"), *typed)
    return sit("review", book, *keys, width=width, height=24, XDG_CACHE_HOME=cache, **environ)


def stops(sitting: Sitting) -> list[str]:
    """The deals that were stopped at, as `1/3 Acme Ltd · ERP roll-out`."""
    return [" ".join(line.split()) for line in sitting.lines if line[:1].isdigit() and "/" in line.split()[0]]


def test_each_deal_that_needs_a_look_is_stopped_at_and_the_end_asks_to_file(book: Path) -> None:
    sitting = round_(book, (KEYS, "\n"), (KEYS, "n"), (KEYS, "\n"), *FILED, ("[Y/n]", "n\n"))
    assert (sitting.exit, stops(sitting)) == (
        0,
        ["1/3 Acme Ltd · ERP roll-out", "2/3 Gamma", "3/3 北京某某科技有限公司 · 皮带输送机"],
    )
    assert "The three usual faults" in sitting.screen
    assert "Not filed. Later: funnel review --done" in sitting.screen


def test_looking_changes_nothing(book: Path) -> None:
    before = tree(book)
    round_(book, (KEYS, "\n"), (KEYS, "b"), (KEYS, "q"))
    assert tree(book) == before


def test_the_arrows_go_on_and_back(book: Path) -> None:
    sitting = round_(book, (KEYS, "\x1b[C"), (KEYS, "\x1b[D"), (KEYS, " "), (KEYS, "q"))
    assert stops(sitting) == [
        "1/3 Acme Ltd · ERP roll-out",
        "2/3 Gamma",
        "1/3 Acme Ltd · ERP roll-out",
        "2/3 Gamma",
    ]


def test_a_round_that_was_left_is_gone_on_with(book: Path) -> None:
    assert "1 of 3 looked at. Go on with: funnel review" in round_(book, (KEYS, "\n"), (KEYS, "q")).screen
    assert stops(round_(book, (KEYS, "q"))) == ["2/3 Gamma"]


def test_where_nothing_can_be_kept_the_next_round_begins_anew(book: Path) -> None:
    sitting = round_(book, (KEYS, "\n"), (KEYS, "q"), FUNNEL_NO_INDEX="1")
    assert "1 of 3 looked at. The next round begins anew." in sitting.screen


def test_another_query_is_another_round(book: Path) -> None:
    round_(book, (KEYS, "\n"), (KEYS, "q"))
    other = sit(
        "review acme", book, ("q leaves", "\n"), (KEYS, "q"), XDG_CACHE_HOME=str(book.parent / "cache")
    )
    assert stops(other) == ["1/1 Acme Ltd · ERP roll-out"]


def test_a_next_step_is_one_undo_step_and_the_deal_is_shown_again(book: Path) -> None:
    sitting = round_(book, (KEYS, "s"), ("next?", "Ask Zhang\n"), ("when?", "+3d\n"), (KEYS, "q"))
    assert stops(sitting) == ["1/3 Acme Ltd · ERP roll-out", "1/3 Acme Ltd · ERP roll-out"]
    assert "next_step: {due: 2026-11-25, action: Ask Zhang}" in (book / ACME).read_text(encoding="utf-8")
    assert run("undo", book).exit == 0
    assert "action: Call Zhang" in (book / ACME).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (
            [(KEYS, "l"), ("seen?", "Saw it\n"), ("it?", "visit\n"), ("next?", "\n")],
            "kind: visit, text: Saw it",
        ),
        ([(KEYS, "d"), ("sign?", "2027-01-15\n")], "expected_close: 2027-01-15"),
        ([(KEYS, "c"), ("met?", "\n"), ("shows it?", "Mail\n")], "plan: {date: 2026-11-22, evidence: Mail}"),
        ([(KEYS, "z"), ("when?", "eoy\n"), ("rest?", "Frozen\n")], "until: 2026-12-31, reason: Frozen"),
    ],
)
def test_every_act_writes_what_its_command_would(
    typed: list[tuple[str, str]], written: str, book: Path
) -> None:
    assert round_(book, *typed, (KEYS, "q")).exit == 0
    assert written in (book / ACME).read_text(encoding="utf-8")


def test_a_closed_deal_is_not_stopped_at_again(book: Path) -> None:
    lost = [(KEYS, "x"), ("lost?", "price\n"), *LOSS]
    sitting = round_(book, *lost, (KEYS, "b"), (KEYS, "q"))
    assert stops(sitting)[:2] == ["1/3 Acme Ltd · ERP roll-out", "2/3 Gamma"]
    assert "stage: lost" in (book / ACME).read_text(encoding="utf-8")


def test_a_won_deal_is_stopped_at_while_something_is_due_after_the_win_or_an_answer_is_owed(
    book: Path,
) -> None:
    method = book / "stages.yaml"
    more = "after_win: [{id: thanked, title: Thanked, due_days: 7}]\n"
    fields = "fields: [{id: wish}, {id: answer, within_hours: 4}]"
    method.write_text(f"{method.read_text(encoding='utf-8')}{more}forms: [{{id: ask, {fields}}}]\n")
    won = "stage: won\nclosed: 2026-11-10\n"
    place = book / "data/opportunities"
    (place / "won.yaml").write_text(f"id: won\ncustomer: Zed\n{won}")
    owing = "milestones: {thanked: 2026-11-12}\nforms: {ask: {date: 2026-11-20, says: {wish: x}}}\n"
    (place / "owing.yaml").write_text(f"id: owing\ncustomer: Yam\n{won}{owing}")
    (place / "done.yaml").write_text(f"id: done\ncustomer: Xun\n{won}milestones: {{thanked: 2026-11-12}}\n")
    ticking = [(KEYS, "c"), ("met?", "\n"), ("shows it?", "\n"), (KEYS, "q")]
    sitting = round_(book, *[(KEYS, "\n")] * 5, *ticking)
    assert stops(sitting)[3:] == ["4/6 Yam", "5/6 Delta", "6/6 Zed", "6/6 Zed"]
    assert "ask, answer is owed: funnel form owing ask answer=…" in sitting.screen
    assert "After winning, due 2026-11-17: Thanked" in sitting.screen
    assert "thanked: 2026-11-22" in (place / "won.yaml").read_text(encoding="utf-8")


def test_a_refusal_is_told_and_the_deal_stays(book: Path) -> None:
    before = tree(book)
    sitting = round_(book, (KEYS, "p"), (KEYS, "q"))
    assert "acme-erp cannot leave Develop" in sitting.screen
    assert (stops(sitting), tree(book)) == (
        ["1/3 Acme Ltd · ERP roll-out", "1/3 Acme Ltd · ERP roll-out"],
        before,
    )


def test_an_act_can_be_left_and_the_round_goes_on(book: Path) -> None:
    sitting = round_(book, (KEYS, "s"), ("next?", CTRL_D), (KEYS, "q"))
    assert (sitting.exit, stops(sitting)) == (
        0,
        ["1/3 Acme Ltd · ERP roll-out", "1/3 Acme Ltd · ERP roll-out"],
    )


def test_ctrl_c_leaves_and_what_was_done_stays(book: Path) -> None:
    sitting = round_(book, (KEYS, "d"), ("sign?", "2027-01-15\n"), (KEYS, CTRL_C))
    assert sitting.exit == 130
    assert "expected_close: 2027-01-15" in (book / ACME).read_text(encoding="utf-8")


@pytest.mark.parametrize("typed", [[(KEYS, CTRL_C)], [(KEYS, "d"), ("sign?", CTRL_C)]])
def test_ctrl_c_says_how_far_the_round_got(typed: list[tuple[str, str]], book: Path) -> None:
    sitting = round_(book, (KEYS, "\n"), *typed)
    assert sitting.exit == 130
    assert "1 of 3 looked at. Go on with: funnel review" in sitting.screen


def test_a_key_pressed_by_mistake_is_stepped_back_from(book: Path) -> None:
    before = tree(book)
    sitting = round_(book, (KEYS, "x"), ("lost?", "<\n"), (KEYS, "q"))
    assert (sitting.exit, tree(book)) == (0, before)
    assert stops(sitting)[0] == stops(sitting)[-1]


def test_a_step_back_from_the_filing_leads_to_the_last_deal_and_keeps_what_was_typed(book: Path) -> None:
    back = [("decide?", "More\n"), ("bring", "<\n"), ("decide?", "<\n"), (KEYS, "q")]
    sitting = round_(book, *[(KEYS, "\n")] * 3, *back)
    assert [each.partition(" ")[0] for each in stops(sitting)] == ["1/3", "2/3", "3/3", "3/3"]
    assert (sitting.exit, "Not saved: More" in sitting.screen) == (0, True)


def test_a_step_back_passes_over_a_deal_that_was_lost_in_the_round(book: Path) -> None:
    lost = [(KEYS, "x"), ("lost?", "price\n"), *LOSS]
    sitting = round_(book, (KEYS, "\n"), (KEYS, "\n"), *lost, ("decide?", "<\n"), (KEYS, "q"))
    assert [each.partition(" ")[0] for each in stops(sitting)] == ["1/3", "2/3", "3/3", "2/3"]


def test_a_book_without_deals_has_no_round_to_go(tmp_path: Path) -> None:
    run(f"init {tmp_path}")
    sitting = sit("review", tmp_path)
    assert (sitting.exit, "What did you decide?" in sitting.screen) == (0, False)


def test_a_stop_has_the_target_of_the_quarter(book: Path) -> None:
    assert "2026-Q4: won 70,000, landing" in round_(book, (KEYS, "q")).screen.split("1/3", 1)[1]


def test_the_review_is_filed_with_what_was_decided(book: Path) -> None:
    round_(book, *[(KEYS, "\n")] * 3, ("decide?", "Less is more\n"), ("bring", "\n"), ("[Y/n]", "\n"))
    assert "notes: Less is more" in (book / "data/reviews/2026-W47.yaml").read_text(encoding="utf-8")


def test_a_review_shows_what_it_files_before_it_asks(book: Path) -> None:
    sitting = round_(
        book,
        *[(KEYS, "s"), ("next?", "Ask Zhang\n"), ("when?", "+3d\n")],
        *[(KEYS, "\n")] * 3,
        *[("decide?", "Less is more\n"), ("bring", "90k\n"), ("[Y/n]", "n\n")],
    )
    shown = sitting.screen.split("To be filed")[1].split("File the review")[0]
    missing = [each for each in ("Ask Zhang", "Less is more", "2026-Q4: CNY 90,000") if each not in shown]
    assert missing == []
    assert 'Not filed. Later: funnel review --notes "Less is more"' in sitting.screen
    assert not (book / "data/reviews").exists()


def test_a_call_is_filed_with_the_review_as_one_step(book: Path) -> None:
    round_(book, *[(KEYS, "\n")] * 3, ("decide?", "\n"), ("bring", "90k\n"), ("[Y/n]", "\n"))
    assert "amount: 90000" in (book / "data/calls.yaml").read_text(encoding="utf-8")
    run("undo", book)
    assert not (book / "data/calls.yaml").exists()
    assert not (book / "data/reviews/2026-W47.yaml").exists()


def test_a_round_that_is_left_at_its_end_comes_back_to_filing(book: Path) -> None:
    left = round_(book, *[(KEYS, "\n")] * 3, ("decide?", "More\n"), ("bring", CTRL_C))
    assert "Not saved: More" in left.screen
    assert "3 of 3 looked at. Go on with: funnel review" in left.screen
    cache = str(book.parent / "cache")
    again = sit("review", book, *FILED, ("[Y/n]", "\n"), XDG_CACHE_HOME=cache)
    assert "Review of 2026-W47 filed" in again.screen


def test_leaving_says_what_was_saved(book: Path) -> None:
    sitting = round_(book, (KEYS, "d"), ("sign?", "2027-01-15\n"), (KEYS, "q"))
    said = sitting.screen.split("Saved (1 change):")[1]
    assert "acme-erp" in said


def test_a_word_that_the_method_gained_is_among_what_was_saved(book: Path) -> None:
    sitting = round_(book, (KEYS, "x"), ("lost?", "Frozen\n"), ("[y/N]", "y\n"), *LOSS, (KEYS, "q"))
    said = sitting.screen.split("Saved (2 changes):")[1]
    assert "Frozen (lost reason)" in said
    assert "acme-erp" in said


def test_what_was_typed_for_an_act_that_is_refused_is_offered_again(book: Path) -> None:
    typed = [(KEYS, "z"), ("when?", "eoy\n"), ("rest?", CTRL_D)]
    again = [("z offers it again", ""), (KEYS, "z"), ("when? eoy", "\n"), ("rest?", "Frozen\n")]
    sitting = round_(book, *typed, *again, (KEYS, "q"))
    assert sitting.exit == 0
    assert "until: 2026-12-31, reason: Frozen" in (book / ACME).read_text(encoding="utf-8")


def test_several_criteria_are_ticked_by_their_numbers(book: Path) -> None:
    text = (book / ACME).read_text(encoding="utf-8").replace("milestones:\n  need: 2026-09-10\n", "")
    (book / ACME).write_text(text, encoding="utf-8")
    round_(book, (KEYS, "c"), ("met?", "1 2\n"), ("shows it?", "Mail\n"), (KEYS, "q"))
    written = (book / ACME).read_text(encoding="utf-8")
    assert [each for each in ("plan: {date", "need: {date") if each not in written] == []


def test_each_deal_has_a_screen_of_its_own(book: Path) -> None:
    first, second = round_(book, (KEYS, "\n"), (KEYS, "q")).screen.split("1/3")[1].split("2/3")
    assert "\n" * 23 in first
    assert "Enter next deal" in second


def test_a_plain_terminal_has_a_rule_between_deals(book: Path) -> None:
    sitting = round_(book, (KEYS, "\n"), (KEYS, "q"), TERM="dumb")
    assert "\n" * 5 not in sitting.screen
    assert sitting.lines.count("─" * 80) >= 2


@pytest.mark.parametrize("width", [50, 80])
@pytest.mark.parametrize(
    ("language", "begin", "keys", "asked"),
    [("en_GB", "q leaves", KEYS, "accepted]"), ("zh_CN", "q 离开", "? 帮助", "受]")],
)
def test_no_line_of_a_round_is_wider_than_the_terminal(
    width: int, language: str, begin: str, keys: str, asked: str, book: Path
) -> None:
    leave = f"{CLEAR}{CTRL_D}"
    typed = [(begin, "\n"), (keys, "c"), (asked, "x\n"), (asked, leave), (keys, "?"), (keys, "q")]
    cache = str(book.parent / "cache")
    sitting = sit("review", book, *typed, width=width, LANG=f"{language}.UTF-8", XDG_CACHE_HOME=cache)
    assert [line for line in sitting.lines if cell_len(line) > width] == []


def test_a_narrow_chinese_round_fits_its_terminal(book: Path) -> None:
    sitting = round_(book, ("帮助", "\n"), ("帮助", "q"), width=36, begin="个商机；", LANG="zh_CN.UTF-8")
    assert (sitting.exit, stops(sitting)) == (0, ["1/3 Acme Ltd · ERP roll-out", "2/3 Gamma"])


def test_a_question_mark_explains_the_keys(book: Path) -> None:
    assert "Every act can be undone" in round_(book, (KEYS, "?"), (KEYS, "q")).screen


def test_with_list_or_strict_the_review_is_printed_at_a_terminal_too(book: Path) -> None:
    sitting = sit("review --list", book)
    assert (sitting.exit, stops(sitting)) == (0, [])
    assert "Against the target" in sit("review --all", book).screen

    sitting = sit("review --strict", book)
    assert (sitting.exit, stops(sitting)) == (7, [])


def test_notes_alone_file_the_review(book: Path) -> None:
    assert run("review --notes Done", book).exit == 0
    assert "notes: Done" in (book / "data/reviews/2026-W47.yaml").read_text(encoding="utf-8")


DEAL = "data/opportunities/acme-erp.yaml"


class Interrupted(Session):
    """A session in which another command saves whenever something is asked."""

    said: Mapping[str, str]
    theirs: str = "log acme-erp Theirs"

    def asked(self, _: Sequence[Question], __: Mapping[str, str]) -> dict[str, Any]:
        """What was typed, after somebody else was faster."""
        run(self.theirs, self.root)
        return dict(self.said)


def interrupted(book: Path, **said: str) -> Interrupted:
    session = Interrupted(Wishes(directory=book), TODAY, {})
    session.said = said
    assert "acme-erp" in session.written.opportunities
    return session


def text(book: Path) -> str:
    return (book / DEAL).read_text("utf-8")


def test_an_entry_is_added_beside_theirs_and_one_undo_takes_back_only_it(book: Path) -> None:
    ACTS["l"].do(interrupted(book, text="Mine"), "acme-erp")
    assert (text(book).count("Theirs"), text(book).count("Mine")) == (1, 1)
    run("undo", book)
    assert (text(book).count("Theirs"), text(book).count("Mine")) == (1, 0)


def test_a_criterion_is_ticked_beside_their_entry(book: Path) -> None:
    ACTS["c"].do(interrupted(book, milestone="plan", evidence="Mail"), "acme-erp")
    assert (text(book).count("Theirs"), text(book).count("evidence: Mail")) == (1, 1)


NEAR = """\
id: near-end
customer: Near
amount: 80000
currency: CNY
stage: close
created: 2026-09-01
expected_close: 2026-12-31
milestones: {need: 2026-09-10, plan: 2026-09-15, funds: 2026-10-01}
history:
- {date: 2026-09-01, stage: close, amount: 80000}
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [({}, ["stage: won"]), ({"amount": "90k", "contract": "C-1"}, ["amount: 90000", "number: C-1"])],
)
def test_a_deal_is_won_at_what_was_signed(said: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    book = new_book(tmp_path / "book", near_end=NEAR)
    ACTS["w"].do(interrupted(book, **said), "near-end")
    written = (book / "data/opportunities/near-end.yaml").read_text("utf-8")
    assert "stage: won" in written
    assert [each for each in expected if each not in written] == []


def test_a_deal_whose_gate_is_open_is_not_won(book: Path) -> None:
    before = text(book)
    with pytest.raises(GateNotMet):
        ACTS["w"].do(interrupted(book), "acme-erp")
    assert text(book) == before


def test_what_they_ticked_is_not_ticked_twice(book: Path) -> None:
    session = interrupted(book, milestone="plan", evidence="Mail")
    session.theirs = "check acme-erp plan --evidence Letter"
    ACTS["c"].do(session, "acme-erp")
    assert (text(book).count("Letter"), text(book).count("Mail")) == (1, 0)


def test_a_value_that_was_asked_for_meanwhile_is_refused(book: Path) -> None:
    with pytest.raises(Changed):
        ACTS["d"].do(interrupted(book, close="2027-03-01"), "acme-erp")
    assert "2027-03-01" not in text(book)
