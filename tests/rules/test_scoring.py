from dataclasses import replace

import pytest
from arrange import METHOD, TODAY, after, day, deal

from funnel_cli.finding.names import NoSuchWord, statement
from funnel_cli.records.customer import Contact
from funnel_cli.records.deal import Opening, Opportunity
from funnel_cli.records.method_parts import Axis, Rung
from funnel_cli.rules.scoring import NoAxes, NobodyDecides, NotAScore, NotTheirScore, Speakers, score, scores
from funnel_cli.rules.setting import MovedNotSet, assignments
from funnel_cli.store.founding import shipped_method
from funnel_cli.time.history import BeforeLastLine, opportunity_on
from funnel_cli.values.message import Label


def rung(at: int | None, text: str, decision_maker: int | None = None) -> Rung:
    return Rung(at=at, decision_maker=decision_maker, title=Label({"en": text}))


PROBLEM = Axis(
    title=Label({"en": "Problem", "zh": "痛点"}),
    rungs=(rung(0, "none"), rung(12, "assumed"), rung(14, "admitted", 16), rung(18, "pain", 20)),
)
POWER = Axis(rungs=(rung(0, "unknown"), rung(10, "explores")))
SCORED = replace(METHOD, strength={"problem": PROBLEM, "power": POWER})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["problem=14", "power=9"], {"problem": 14, "power": 9}),
        (["痛点=0"], {"problem": 0}),
        (["pow=20"], {"power": 20}),
        (["problem="], {"problem": None}),
    ],
)
def test_an_axis_answers_to_its_id_its_beginning_and_its_title(
    words: list[str], expected: dict[str, int | None]
) -> None:
    assert scores(words, SCORED, "a") == expected


@pytest.mark.parametrize(
    "word", ["problem", "problem=21", "problem=-1", "problem=1.5", "problem=x", "problem=１"]
)
def test_a_score_is_a_whole_number_up_to_twenty(word: str) -> None:
    with pytest.raises(NotAScore):
        scores([word], SCORED, "a")


def test_an_axis_that_the_method_lacks_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        scores(["charm=3"], SCORED, "a")
    with pytest.raises(NoAxes):
        scores(["problem=3"], METHOD, "a")


def test_a_score_is_dated_and_the_others_stay() -> None:
    old = deal("a 1", created=day("09-01"), strength={"power": 10})
    new = after(score(old, {"problem": 14}, SCORED, TODAY, reason="He said so"))

    assert new.strength == {"power": 10, "problem": 14}
    assert new.opening == Opening(changes={"stage": "verify", "strength": {"power": 10}})
    assert [(line.date, line.changes, line.reason) for line in new.history] == [
        (TODAY, {"strength": {"power": 10, "problem": 14}}, "He said so")
    ]


def test_what_the_deal_had_before_is_known_as_of_then() -> None:
    old = deal("a 1", created=day("09-01"), strength={"power": 10})
    new = after(score(old, {"power": 0}, SCORED, TODAY))
    then, now = opportunity_on(new, day("11-21")), opportunity_on(new, TODAY)
    assert then is not None
    assert now is not None
    assert (then.strength, now.strength) == ({"power": 10}, {"power": 0})


def test_a_score_can_be_taken_back_and_the_same_again_changes_nothing() -> None:
    old = deal("a 1", created=day("09-01"), strength={"power": 10, "problem": 14})
    assert after(score(old, {"power": None}, SCORED, TODAY)).strength == {"problem": 14}

    old = deal("a 1", "09-01 stage=verify", strength={"power": 10})
    assert score(old, {"power": 10}, SCORED, TODAY).edits == ()


def test_a_day_before_the_last_score_needs_force_and_leaves_the_present_one() -> None:
    old = after(score(deal("a 1", created=day("09-01")), {"power": 10}, SCORED, TODAY))
    with pytest.raises(BeforeLastLine):
        score(old, {"problem": 12}, SCORED, day("10-01"))
    new = after(score(old, {"problem": 12}, SCORED, day("10-01"), is_late=True))
    assert new.strength == {"power": 10}
    assert new.history[0].changes == {"strength": {"problem": 12}}


def test_a_zero_is_warned_about_and_strength_is_not_set_by_hand() -> None:
    warnings = score(deal("a 1"), {"power": 0, "problem": 14}, SCORED, TODAY).warnings
    assert [warning.args["axis"] for warning in warnings] == [Label({"en": "power"})]

    with pytest.raises(MovedNotSet):
        assignments(["strength=5"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "none"), (11, "none"), (13, "assumed"), (15, "admitted (contact)"),
        (16, "admitted (decision maker)"), (19, "pain (contact)"), (20, "pain (decision maker)"),
    ],
)  # fmt: skip
def test_a_score_says_its_highest_statement_and_of_whom_it_is_true(value: int, text: str) -> None:
    said = statement(PROBLEM, value)
    rung = said if isinstance(said, Label) else said.args["statement"]  # type: ignore[union-attr]
    assert isinstance(rung, Label)
    template = "{statement}" if isinstance(said, Label) else said.text  # type: ignore[union-attr]
    assert template.format(statement=rung.texts["en"]) == text


SELLING = shipped_method("solution-selling")
BOSS = Contact(name="Wood", role="decision-maker")
HELPER = Contact(name="Reed", role="user")


def by(value: int, *people: Contact, word: Contact | None = None, axis: str = "problem") -> Opportunity:
    """A deal with that score, given among these people."""
    old = deal("a 1", created=day("09-01"))
    return after(score(old, {axis: value}, SELLING, TODAY, words_of=Speakers(people, word)))


def test_the_only_one_who_decides_is_taken_at_their_word_which_is_dated_with_the_score() -> None:
    assert by(14, HELPER, BOSS).scored_by == {"problem": "Wood"}
    assert by(10, HELPER, BOSS).scored_by == {}

    new = by(14, BOSS)
    assert new.history[-1].changes == {"strength": {"problem": 14}, "scored_by": {"problem": "Wood"}}


@pytest.mark.parametrize("axis", SELLING.strength)
def test_above_its_ceiling_no_axis_is_scored_without_a_decision_maker(axis: str) -> None:
    ceiling = SELLING.strength[axis].ceiling
    assert by(ceiling, HELPER, axis=axis).strength == {axis: ceiling}
    first = SELLING.strength[axis].after(ceiling)
    assert first
    with pytest.raises(NobodyDecides):
        by(first.score, HELPER, axis=axis)


def test_of_two_who_decide_one_is_named() -> None:
    other = replace(BOSS, name="Stone")
    with pytest.raises(NobodyDecides):
        by(14, BOSS, other)
    assert by(14, BOSS, other, word=other).scored_by == {"problem": "Stone"}


@pytest.mark.parametrize(("value", "word"), [(14, HELPER), (6, BOSS)])
def test_each_person_has_a_score_of_their_own_for_a_statement(value: int, word: Contact) -> None:
    with pytest.raises(NotTheirScore):
        by(value, BOSS, HELPER, word=word)


def test_a_statement_that_has_one_score_may_be_anyones_word() -> None:
    assert by(8, BOSS, word=BOSS, axis="power").scored_by == {"power": "Wood"}
