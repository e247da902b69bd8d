from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.store.patching.edits import Plain, found
from funnel_cli.store.three_way import Merge, merged

BASE: dict[str, Plain] = {
    "id": "acme",
    "amount": "100",
    "stage": "develop",
    "next_step": {"due": "2026-11-20", "action": "Call"},
    "milestones": {"need": "2026-09-10"},
    "log": [{"date": "2026-10-01", "text": "first"}, {"date": "2026-10-20", "text": "second"}],
    "tags": ["mine"],
}


def changed(**values: Plain) -> dict[str, Plain]:
    """The base with other values; `None` takes the key away."""
    return {key: value for key, value in (BASE | values).items() if value is not None}


def clean(ours: Plain, theirs: Plain, base: Plain = BASE) -> Plain:
    """What a merge without a clash makes."""
    merge = merged(base, ours, theirs)
    assert merge.clashes == ()
    assert merge.ours == merge.theirs
    return merge.ours


def test_what_only_one_side_changed_or_both_alike_is_taken() -> None:
    assert clean(changed(amount="120"), changed(owner="ben")) == changed(amount="120", owner="ben")
    assert clean(changed(amount="120"), changed(next_step=None)) == changed(amount="120", next_step=None)
    assert clean(changed(amount="120"), changed(amount="120")) == changed(amount="120")


def test_a_field_that_both_changed_clashes_and_keeps_both_values() -> None:
    expected = Merge(changed(amount="120"), changed(amount="130"), (("amount",),))
    assert merged(BASE, changed(amount="120"), changed(amount="130")) == expected

    expected = Merge(changed(amount="120"), changed(amount=None), (("amount",),))
    assert merged(BASE, changed(amount="120"), changed(amount=None)) == expected


def test_neither_halves_of_two_next_steps_nor_an_amount_and_another_currency_are_mixed() -> None:
    ours = changed(next_step={"due": "2026-12-01", "action": "Call"})
    theirs = changed(next_step={"due": "2026-11-20", "action": "Write"})
    assert merged(BASE, ours, theirs).clashes == (("next_step",),)

    merge = merged(BASE, changed(amount="90", currency="USD"), changed(amount="95"))
    assert set(merge.clashes) == {("amount",), ("currency",)}
    assert isinstance(merge.ours, dict)
    assert isinstance(merge.theirs, dict)
    assert [(each["amount"], each.get("currency")) for each in (merge.ours, merge.theirs)] == [
        ("90", "USD"),
        ("95", None),
    ]

    assert merged(BASE, changed(currency="USD"), changed(amount="95")).names == ("amount", "currency")


def test_an_opening_line_that_both_sides_wrote_holds_what_either_kept() -> None:
    ours, theirs = (
        changed(opening={"stage": "develop"}),
        changed(opening={"stage": "develop", "amount": "100"}),
    )
    assert clean(ours, theirs) == theirs


def test_an_outcome_goes_with_the_stage_that_is_kept() -> None:
    won = changed(stage="won", closed="2026-11-22")
    moved = changed(stage="propose")
    assert merged(BASE, won, moved) == Merge(won, moved, (("stage",),))


def log(*texts: str) -> Plain:
    """A record with a log from `10-01 text`."""
    return {"log": [{"date": f"2026-{text[:5]}", "text": text[6:]} for text in texts]}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param(
            ["10-01 a"],
            ["10-01 a", "10-09 mine"],
            ["10-01 a", "10-05 other"],
            ["10-01 a", "10-05 other", "10-09 mine"],
            id="new lines of both stand in the order of their days",
        ),
        pytest.param(
            ["10-01 a"],
            ["10-01 a", "10-05 mine", "10-05 mine too"],
            ["10-01 a", "10-05 other", "10-05 other too"],
            ["10-01 a", "10-05 mine", "10-05 mine too", "10-05 other", "10-05 other too"],
            id="of one day, ours come first and each side keeps its order",
        ),
        pytest.param(
            [], ["10-01 same"], ["10-01 same"], ["10-01 same"], id="one line written down by both is one line"
        ),
        pytest.param(
            ["10-01 a", "10-05 b"],
            ["10-05 b"],
            ["10-01 a", "10-05 better"],
            ["10-05 better"],
            id="a line gone on one side and another edited on the other",
        ),
        pytest.param(
            ["10-05 a"],
            ["10-05 a", "10-09 b"],
            ["10-01 before", "10-05 a"],
            ["10-01 before", "10-05 a", "10-09 b"],
            id="a line older than all goes to the front",
        ),
    ],
)
def test_dated_lines_are_united(
    base: list[str], ours: list[str], theirs: list[str], expected: list[str]
) -> None:
    assert clean(log(*ours), log(*theirs), log(*base)) == log(*expected)


def test_a_line_that_both_edited_clashes_in_its_field_and_one_that_was_removed_as_a_whole() -> None:
    base, ours, theirs = (log(f"10-01 {text}") for text in ("a", "b", "c"))
    assert merged(base, ours, theirs) == Merge(ours, theirs, (("log", 0, "text"),))

    base, ours, theirs = log("10-01 a", "10-02 x"), log("10-01 better", "10-02 x"), log("10-02 x")
    assert merged(base, ours, theirs) == Merge(ours, theirs, (("log", 0),))
    assert merged(base, theirs, ours) == Merge(theirs, ours, (("log", 0),))


def test_lines_of_a_list_file_are_united() -> None:
    base: list[Plain] = [{"set": "2026-09-01", "period": "2026-12", "amount": "1"}]
    mine: Plain = {"set": "2026-11-01", "period": "2026-12", "amount": "2"}
    other: Plain = {"set": "2026-10-01", "period": "2027-01", "amount": "3"}
    assert clean([*base, mine], [*base, other], base) == [*base, other, mine]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param(
            None, "2026-11-01", "2026-11-02", [{"date": "2026-11-01"}, {"date": "2026-11-02"}], id="met twice"
        ),
        pytest.param(
            None,
            "2026-11-01",
            {"date": "2026-11-01", "evidence": "Mail"},
            {"date": "2026-11-01", "evidence": "Mail"},
            id="met on one day, one side with the evidence",
        ),
        pytest.param(
            "2026-09-10",
            {"date": "2026-09-10", "lapsed": "2026-11-01"},
            {"date": "2026-09-10", "by": "ben"},
            {"date": "2026-09-10", "lapsed": "2026-11-01", "by": "ben"},
            id="lapsed here, signed there",
        ),
    ],
)
def test_ticks_of_both_count(base: Plain, ours: Plain, theirs: Plain, expected: Plain) -> None:
    assert clean(_met(ours), _met(theirs), _met(base)) == _met(expected)


def _met(value: Plain) -> Plain:
    """A record with a milestone, if there is one."""
    return {"milestones": {"need": value} if value else {}}


def test_two_evidences_of_one_day_clash() -> None:
    ours: Plain = {"milestones": {"need": {"date": "2026-11-01", "evidence": "a"}}}
    theirs: Plain = {"milestones": {"need": {"date": "2026-11-01", "evidence": "b"}}}
    assert merged({}, ours, theirs).clashes == (("milestones", "need", 0, "evidence"),)


def test_a_contact_is_known_by_the_name() -> None:
    base: dict[str, Plain] = {"contacts": [{"name": "Wang", "phone": "1"}]}
    ours: dict[str, Plain] = {"contacts": [{"name": "Wang", "phone": "2"}, {"name": "Li", "role": "buyer"}]}
    theirs: dict[str, Plain] = {
        "contacts": [{"name": "Wang", "phone": "1", "title": "Head"}, {"name": "Li", "email": "li@x"}]
    }
    assert clean(ours, theirs, base) == {
        "contacts": [
            {"name": "Wang", "phone": "2", "title": "Head"},
            {"name": "Li", "role": "buyer", "email": "li@x"},
        ]
    }


def test_tags_of_both_are_kept_and_removed_ones_go() -> None:
    base: dict[str, Plain] = {"tags": ["a", "b"]}
    assert clean({"tags": ["a", "b", "mine"]}, {"tags": ["b", "other"]}, base) == {
        "tags": ["b", "mine", "other"]
    }


scalars: st.SearchStrategy[Plain] = st.sampled_from(["1", "2", "3"])
dated = st.fixed_dictionaries({"date": st.sampled_from(["2026-10-01", "2026-10-02"]), "text": scalars})
trees: st.SearchStrategy[Plain] = st.fixed_dictionaries(
    {},
    optional={
        "amount": scalars,
        "stage": scalars,
        "closed": scalars,
        "next_step": st.dictionaries(st.sampled_from(["due", "action"]), scalars, min_size=1),
        "milestones": st.dictionaries(
            st.sampled_from("ab"), scalars | st.lists(dated, min_size=1, max_size=2)
        ),
        "history": st.lists(dated, max_size=4),
        "tags": st.lists(scalars, max_size=3),
        "x-own": st.recursive(
            scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner)
        ),
    },
)


@given(trees, trees)
def test_a_side_that_did_nothing_changes_nothing(base: Plain, other: Plain) -> None:
    assert merged(base, base, other) == Merge(other, other)
    assert merged(base, other, base) == Merge(other, other)
    assert merged(base, other, other) == Merge(other, other)


@given(trees, trees, trees)
def test_both_sides_of_a_merge_are_equal_just_if_nothing_clashes(
    base: Plain, ours: Plain, theirs: Plain
) -> None:
    merge = merged(base, ours, theirs)
    assert (merge.ours == merge.theirs) == (not merge.clashes)


def worth(*lines: tuple[str, str], own: str = "10") -> dict[str, Plain]:
    """A deal worth what the last of these days says, or `own` without any."""
    history: list[Plain] = [{"date": f"2026-11-{on}", "amount": amount} for on, amount in lines]
    return {"amount": lines[-1][1] if lines else own, "history": history}


def test_a_value_that_one_side_changed_there_and_back_clashes_with_that_of_the_other() -> None:
    base, ours = worth(("01", "10")), worth(("01", "10"), ("05", "20"))
    theirs = worth(("01", "10"), ("04", "30"), ("06", "10"))
    assert merged(base, ours, theirs).clashes == (("amount",),)
    assert merged(base, theirs, ours).clashes == (("amount",),)


@given(*[st.lists(st.tuples(st.sampled_from(["02", "03", "04"]), st.sampled_from(["10", "20", "30"])))] * 3)
def test_a_merge_of_what_is_told_by_its_history_clashes_or_is_told_by_its_own(
    base: list[tuple[str, str]], ours: list[tuple[str, str]], theirs: list[tuple[str, str]]
) -> None:
    def side(some: list[tuple[str, str]]) -> dict[str, Plain]:
        return worth(*sorted([("01", "10"), *base, *some], key=itemgetter(0)))

    merge = merged(side([]), side(ours), side(theirs))
    assert isinstance(merge.ours, dict)
    history = merge.ours["history"]
    assert isinstance(history, list)
    assert merge.clashes or found(history, (len(history) - 1, "amount")) == merge.ours["amount"]
    assert (merge.ours == merge.theirs) == (not merge.clashes)


def test_two_targets_of_one_day_clash_whether_their_tier_is_written_down_or_not() -> None:
    ours: Plain = {"set": "2026-11-01", "period": "2026-12", "amount": "1"}
    theirs: Plain = {"set": "2026-11-01", "period": "2026-12", "tier": "target", "amount": "2"}
    assert merged([], [ours], [theirs]).clashes == ((0, "amount"),)


@given(trees, st.lists(dated, max_size=3), st.lists(dated, max_size=3))
def test_no_line_that_anybody_added_is_lost(base: Plain, mine: list[Plain], other: list[Plain]) -> None:
    assert isinstance(base, dict)
    was = base.get("history") or []
    assert isinstance(was, list)
    merge = merged(base, {**base, "history": [*was, *mine]}, {**base, "history": [*was, *other]})
    assert isinstance(merge.ours, dict)
    kept = merge.ours["history"]
    assert merge.clashes == ()
    assert isinstance(kept, list)
    assert all(kept.count(line) >= max(mine.count(line), other.count(line)) for line in [*mine, *other])


def test_one_filing_and_a_list_of_them_are_merged_item_by_item() -> None:
    first: Plain = {"date": "2026-10-01", "says": {"a": "1"}}
    mended: Plain = {"date": "2026-10-01", "says": {"a": "2"}}
    second: Plain = {"date": "2026-11-01", "says": {"a": "3"}}
    for ours, theirs in ((mended, [first, second]), ([first, second], mended)):
        sides: list[Plain] = [{"forms": {"card": side}} for side in (ours, theirs, first)]
        assert clean(*sides) == {"forms": {"card": [mended, second]}}

    days: Plain = {"checked": ["2026-10-01", "2026-11-01"]}
    assert clean(days, {"checked": "2026-10-02"}, {"checked": "2026-10-01"}) == {
        "checked": ["2026-10-02", "2026-11-01"]
    }


ODDS: Plain = {"date": "2026-11-10", "probability": "45%"}
MOVE: Plain = {"date": "2026-11-10", "stage": "develop"}
NOTE: Plain = {"date": "2026-11-10", "owner": "ben"}
FIRST: Plain = {"date": "2026-11-01", "stage": "verify"}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([FIRST, ODDS], [FIRST, MOVE], [FIRST, MOVE, ODDS]),
        ([FIRST, ODDS, MOVE], [FIRST, NOTE], [FIRST, NOTE, ODDS, MOVE]),
        ([FIRST, NOTE, ODDS], [FIRST, NOTE, MOVE], [FIRST, NOTE, MOVE, ODDS]),
        ([FIRST, ODDS, NOTE], [FIRST, MOVE, NOTE], [FIRST, MOVE, ODDS, NOTE]),
    ],
)
def test_lines_of_one_day_stand_alike_whoever_merges(
    ours: list[Plain], theirs: list[Plain], expected: list[Plain]
) -> None:
    base: Plain = {"history": [FIRST]}
    for mine, other in ((ours, theirs), (theirs, ours)):
        assert clean({"history": mine}, {"history": other}, base) == {"history": expected}


numbered: st.SearchStrategy[dict[str, Plain]] = st.builds(
    lambda day, n, key: {"date": f"2026-11-0{day}", key: str(n)},
    st.integers(1, 2), st.integers(1, 20), st.sampled_from(["stage", "probability", "category", "text"]),
)  # fmt: skip
histories = st.lists(numbered, max_size=6, unique_by=repr)


@given(histories, histories, histories, st.sampled_from(["history", "log", "forms"]))
def test_who_merges_makes_no_difference_to_dated_lines(
    was: list[dict[str, Plain]], mine: list[dict[str, Plain]], other: list[dict[str, Plain]], key: str
) -> None:
    def side(some: list[dict[str, Plain]]) -> dict[str, Plain]:
        lines: list[Plain] = [*sorted([*was, *some], key=lambda line: str(line["date"]))]
        return {key: lines}

    ours, theirs = (side([line for line in some if line not in was]) for some in (mine, other))
    kept = [merged(side([]), *both).ours for both in ((ours, theirs), (theirs, ours))]
    assert kept[0] == kept[1]
