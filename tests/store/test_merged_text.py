import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ACME, GAMMA

from funnel_cli.store.merging import merged_text, merged_trees, of_one_kind
from funnel_cli.store.patching.edits import Plain, found
from funnel_cli.store.patching.yaml_spelling import written
from funnel_cli.store.reading.plain import as_plain
from funnel_cli.store.three_way import Merge

FILE = "data/opportunities/acme-erp.yaml"
MARKED = re.compile(r"<<<<<<< ours\r?\n(.*?)=======\r?\n(.*?)>>>>>>> theirs\r?\n", re.DOTALL)


def merge(ours: str, theirs: str, base: str = ACME, path: str = FILE) -> tuple[str, Merge]:
    """The text of a merge, and the trees it stands for."""
    was, mine, other = of_one_kind(path, base.encode(), ours.encode(), theirs.encode())
    trees = merged_trees(path, was, mine, other)
    return merged_text(path, mine, trees).decode(), trees


def test_comments_order_and_quotes_are_ours_and_a_new_key_stands_where_new_records_have_it() -> None:
    theirs = ACME.replace("source: referral", "source: fair").replace('"ERP roll-out"', "'ERP roll-out'")
    assert merge(ACME, theirs)[0] == ACME.replace("source: referral", "source: fair")

    base = ACME.replace("owner: li.wei\n", "")
    assert merge(base, ACME, base)[0] == ACME

    uneven = GAMMA.replace('  "customer"', '      "customer"')
    theirs = GAMMA.replace('"anna.meyer"', '"ben"')
    assert merge(uneven, theirs, GAMMA, "data/opportunities/gamma-gates.json")[0] == theirs


def test_a_clash_stands_between_marks_also_with_a_side_that_has_nothing_and_all_else_is_merged() -> None:
    ours = ACME.replace("owner: li.wei", "owner: ben")
    theirs = ACME.replace("owner: li.wei", "owner: anna").replace("source: referral", "source: fair")
    marked = "<<<<<<< ours\nowner: ben\n=======\nowner: anna\n>>>>>>> theirs\n"
    expected = ACME.replace("owner: li.wei\n", marked).replace("source: referral", "source: fair")
    assert merge(ours, theirs)[0] == expected

    ours = ACME.replace("owner: li.wei", "owner: ben")
    marked = "<<<<<<< ours\nowner: ben\n=======\n>>>>>>> theirs\n"
    assert merge(ours, ACME.replace("owner: li.wei\n", ""))[0] == ACME.replace("owner: li.wei\n", marked)


def test_the_line_ends_of_ours_stay_around_a_clash_and_a_last_line_gets_one() -> None:
    base, ours, theirs = (f"id: acme\r\namount: {n}\r\nname: a\r\n" for n in (1, 2, 3))
    expected = (
        "id: acme\r\n<<<<<<< ours\r\namount: 2\r\n=======\r\namount: 3\r\n>>>>>>> theirs\r\nname: a\r\n"
    )
    assert merge(ours, theirs, base)[0] == expected

    expected = "id: acme\n<<<<<<< ours\namount: 2\n=======\namount: 3\n>>>>>>> theirs\n"
    assert merge("id: acme\namount: 2", "id: acme\namount: 3", "id: acme\namount: 1")[0] == expected


def test_what_both_added_is_merged_as_from_nothing_and_lines_of_a_list_file_are_united() -> None:
    assert merge("id: acme\nname: a\n", "id: acme\ntags: [b]\n", "")[0] == "id: acme\nname: a\ntags: [b]\n"

    base = "# targets\n- {set: 2026-09-01, period: 2026-12, amount: 1}  # first\n"
    ours, theirs = base + "- {set: 2026-11-01, amount: 3}\n", base + "- {set: 2026-10-01, amount: 2}\n"
    expected = base + "- {set: 2026-10-01, amount: 2}\n- {set: 2026-11-01, amount: 3}\n"
    assert merge(ours, theirs, base, "deals/data/targets.yaml")[0] == expected


words = st.sampled_from(["1", "2", "a b", "NO", "x: y", "# z", "<<<<<<< q", "=======", "two\nlines"])
lines = st.fixed_dictionaries({"date": st.sampled_from(["2026-10-01", "2026-10-02"]), "text": words})
records = st.fixed_dictionaries(
    {"id": st.just("acme")},
    optional={
        "amount": words,
        "stage": words,
        "next_step": st.dictionaries(st.sampled_from(["due", "action"]), words, min_size=1),
        "milestones": st.dictionaries(st.sampled_from("ab"), words, min_size=1),
        "history": st.lists(lines, min_size=1, max_size=3),
        "x-own": words | st.lists(words, max_size=2),
    },
)


@given(records, records, records)
def test_each_side_of_all_marks_is_a_record_that_says_what_that_side_meant(
    base: dict[str, Plain], ours: dict[str, Plain], theirs: dict[str, Plain]
) -> None:
    text, trees = merge(written(ours), written(theirs), written(base))
    for side, meant in ((r"\1", trees.ours), (r"\2", trees.theirs)):
        assert as_plain(MARKED.sub(side, text).encode(), "yaml") == meant
    assert bool(MARKED.search(text)) == bool(trees.clashes)


def test_clashes_are_named_by_their_keys() -> None:
    base, ours, theirs = (f"id: acme\nx-a: {n}\nstage: {n}\n" for n in "123")
    assert merge(ours, theirs, base)[1].names == ("x-a", "stage")


def test_what_the_other_side_wrote_stays_in_its_quotes() -> None:
    ours = ACME.replace("owner: li.wei", "owner: ben")
    theirs = ACME + "x-fax: '0049'\nx-desk: \"5\"\n"
    assert merge(ours, theirs)[0] == ours + "x-fax: '0049'\nx-desk: \"5\"\n"


LEAD = """\
# met at the fair
id: belt
customer: Acme
amount: 40000
stage: qualified   # on the phone
owner: anna
region: Kent
marks: {budget: high}
history:
- {date: 2026-11-01, stage: new}
- {date: 2026-11-02, stage: qualified}   # her word
log:
- {date: 2026-11-01, text: Hello}
"""
CONVERTED = """\
# met at the fair
id: belt
customer: Acme
amount: 40000
stage: verify
owner: anna
lead:
  region: Kent
  marks: {budget: high}
  history:
  - {date: 2026-11-01, stage: new}
  - {date: 2026-11-02, stage: qualified}   # her word
  amount: 40000
  owner: anna
created: 2026-11-20
history:
- {date: 2026-11-20, stage: verify, amount: 40000, owner: anna}
log:
- {date: 2026-11-01, text: Hello}
"""
EDITED = (
    LEAD.replace("Kent", "Sussex")
    .replace("{budget: high}", "{budget: low}\ngrade: B")
    .replace("log:", "- {date: 2026-11-10, marks: {budget: low}, grade: B}\nlog:")
    + "- {date: 2026-11-12, text: Again}\n"
)


def as_json(text: str) -> str:
    return json.dumps(as_plain(text.encode(), "yaml"), indent=2) + "\n"


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize("is_ours", [True, False])
def test_a_lead_that_the_other_side_edited_keeps_what_it_says_below_the_deal(
    form: str, is_ours: bool
) -> None:
    sides = CONVERTED, EDITED
    base, *two = (text if form == "yaml" else as_json(text) for text in (LEAD, *sides))
    ours, theirs = two if is_ours else reversed(two)
    text, trees = merge(ours, theirs, base, f"data/opportunities/belt.{form}")
    record = as_plain(text.encode(), form)
    lead = found(record, ("lead",))
    assert (trees.clashes, record.keys() - {"lead"}) == (
        (),
        as_plain(CONVERTED.encode(), "yaml").keys() - {"lead"},
    )
    assert isinstance(lead, dict)
    assert (lead["region"], lead["marks"], lead["grade"]) == ("Sussex", {"budget": "low"}, "B")
    for path, count in {("lead", "history"): 3, ("history",): 1, ("log",): 2}.items():
        assert isinstance(lines := found(record, path), list)
        assert len(lines) == count
    assert (record["stage"], form == "json" or "# her word" in text) == ("verify", True)


def test_a_lead_whose_amount_or_stage_the_other_side_changed_is_a_clash() -> None:
    path = "data/opportunities/belt.yaml"
    assert merge(CONVERTED, EDITED.replace("40000", "50000"), LEAD, path)[1].names == ("amount",)
    returned = LEAD.replace("stage: qualified   # on", "stage: returned   # on").replace("owner: anna\n", "")
    assert "stage" in merge(CONVERTED, returned, LEAD, path)[1].names
    assert merge(CONVERTED, CONVERTED + "tags: [a]\n", LEAD, path)[1].names == ()
