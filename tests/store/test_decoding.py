from pathlib import Path

import pytest
from arrange import TODAY
from running import new_book

from funnel_cli.records.book import Change, Edit
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Target
from funnel_cli.records.method import Method
from funnel_cli.rules.leads import convert
from funnel_cli.store.closed_words import closed_lists
from funnel_cli.store.decoding import customer, lead, lines_in
from funnel_cli.store.layout import slug
from funnel_cli.store.read import read_book
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.writing import writes
from funnel_cli.values.errors import Problem
from funnel_cli.values.message import message

LEAD = """\
id: orchard
# she called at the fair
customer: Orchard   # the shop
stage: qualified
created: 2026-11-02
marks: {fit: high}
history:
- {date: 2026-11-02, stage: new}
- {date: 2026-11-10, stage: qualified}
x-fair: Cardiff
"""

JSON_LEAD = """\
{
  "id": "orchard",
  "name": "Scales",
  "stage": "qualified",
  "x-fair": "Cardiff"
}
"""


def codes(problems: list[Problem]) -> list[tuple[str, str, bool]]:
    return [(each.code, each.key, each.is_error) for each in problems]


def test_a_lead_is_read_with_all_it_says() -> None:
    found, problems = lead(as_source("data/leads/orchard.yaml", LEAD.encode()))
    assert isinstance(found, Lead)
    assert (found.stage, found.marks, len(found.history), codes(problems)) == (
        "qualified",
        {"fit": "high"},
        2,
        [],
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id: a\nname: A\nstage: warm\n", ("unknown-stage", "stage", True)),
        ("id: a\nname: A\nstage: converted\n", ("unknown-stage", "stage", True)),
        ("id: a\nstage: new\n", ("missing-key", "customer", True)),
        ("id: b\nname: A\n", ("id-mismatch", "id", True)),
        ("id: a\nname: A\nmarks: {price: low}\n", ("unknown-key", "marks.price", False)),
        ("id: a\nname: A\nmarks: {fit: huge}\n", ("unknown-level", "marks.fit", False)),
        ("id: a\nname: A\ngrade: huge\n", ("unknown-grade", "grade", False)),
        ("id: a\nname: A\ncontacts: [{name: B, role: boss}]\n", ("unknown-role", "contacts.0.role", False)),
        ("id: a\nname: A\nsource: frend\n", ("unknown-source", "source", False)),
        (
            "id: a\nname: A\ncontacts: [{name: B, stance: foe}]\n",
            ("unknown-stance", "contacts.0.stance", False),
        ),
        ("id: a\nname: A\nlog: [{date: 2026-11-01, kind: cal}]\n", ("unknown-activity", "log.0.kind", False)),
        ("id: a\nname: A\nopening: {grade: huge}\n", ("unknown-grade", "opening.grade", False)),
        (
            "id: a\nname: A\nhistory: [{date: 2026-11-01, marks: {fit: huge}}]\n",
            ("unknown-level", "history.0.marks.fit", False),
        ),
        (
            "id: a\nname: A\nhistory: [{date: 2026-11-01, stage: returned}]\n",
            ("history-mismatch", "stage", False),
        ),
    ],
)
def test_what_is_wrong_with_a_lead_is_named(text: str, fault: tuple[str, str, bool]) -> None:
    lists = {**closed_lists(), "sources": ("friend",)}
    _, problems = lead(as_source("data/leads/a.yaml", text.encode()), lists)
    assert codes(problems) == [fault]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("kind: friend", ("unknown-kind", "kind", False)),
        ("potential: huge", ("unknown-level", "potential", False)),
        ("grade: huge", ("unknown-grade", "grade", False)),
        ("contacts: [{name: B, role: boss}]", ("unknown-role", "contacts.0.role", False)),
        ("contacts: [{name: B, stance: foe}]", ("unknown-stance", "contacts.0.stance", False)),
    ],
)
def test_what_is_odd_in_a_customer_is_named(line: str, fault: tuple[str, str, bool]) -> None:
    found, problems = customer(as_source("data/customers/a.yaml", f"id: a\nname: A\n{line}\n".encode()))
    assert found
    assert codes(problems) == [fault]


def test_a_target_of_a_tier_that_counts_nowhere_is_named() -> None:
    text = (
        "- {set: 2026-11-01, period: 2026-13, amount: 5}\n"
        "- {set: 2026-11-01, period: 2026-12, amount: 5, tier: tagret}\n"
    )
    found, problems = lines_in(Target, "data/targets.yaml", text.encode(), Method(method="m"))
    assert [each.tier for each in found] == ["tagret"]
    assert [(each.code, each.line, each.key, each.is_error) for each in problems] == [
        ("bad-period", 1, "0.period", True),
        ("unknown-tier", 2, "1.tier", False),
    ]


def book_with(folder: Path, **files: str) -> Path:
    new_book(folder)
    for path, text in files.items():
        file = folder / "data" / path.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def test_two_customers_of_one_name_are_named(tmp_path: Path) -> None:
    book = book_with(
        tmp_path, customers__a_yaml="id: a\nname: Hill Ltd\n", customers__b_yaml="id: b\nname: Hill  Ltd\n"
    )
    (problem,) = read_book(book).problems
    assert (problem.path, problem.code) == ("data/customers/b.yaml", "duplicate-customer")
    assert problem.message.args["file"] == "data/customers/a.yaml"


def test_a_lead_with_the_id_of_a_deal_is_named(tmp_path: Path) -> None:
    book = book_with(tmp_path, **{"leads__acme-erp_yaml": "id: acme-erp\nname: A\n"})
    assert [(each.path, each.code) for each in read_book(book).problems] == [
        ("data/leads/acme-erp.yaml", "duplicate-id")
    ]


def moved(root: Path) -> dict[str, tuple[bytes | None, bytes | None]]:
    book = read_book(root)
    change = convert(book.leads["orchard"], book, TODAY, stage=book.method.stages[0], new_customer_id=slug)
    return writes(root, book, change)


def test_a_lead_that_becomes_a_deal_moves_with_its_comments_and_own_keys(tmp_path: Path) -> None:
    pairs = moved(book_with(tmp_path, leads__orchard_yaml=LEAD))
    assert pairs["data/leads/orchard.yaml"] == (LEAD.encode(), None)
    old, new = pairs["data/opportunities/orchard.yaml"]
    assert old is None
    assert new
    lines = new.decode().splitlines()
    assert lines[:4] == [
        "id: orchard",
        "# she called at the fair",
        "customer: Orchard   # the shop",
        "stage: verify",
    ]
    assert "x-fair: Cardiff" in lines


def test_a_lead_in_json_becomes_a_deal_in_json(tmp_path: Path) -> None:
    pairs = moved(book_with(tmp_path, leads__orchard_json=JSON_LEAD))
    _, new = pairs["data/opportunities/orchard.json"]
    assert new
    assert '"x-fair": "Cardiff"' in new.decode()


def test_the_schema_that_a_lead_names_becomes_that_of_deals(tmp_path: Path) -> None:
    line = "# yaml-language-server: $schema=../.schema/lead.json\n"
    root = book_with(tmp_path, leads__orchard_yaml=line + LEAD)
    (root / "data/.schema").mkdir()
    (root / "data/.schema/opportunity.json").write_text("{}")
    _, new = moved(root)["data/opportunities/orchard.yaml"]
    assert new
    assert new.decode().splitlines()[0].endswith("../.schema/opportunity.json")


def test_a_new_lead_is_written_and_read_back(tmp_path: Path) -> None:
    book = read_book(new_book(tmp_path))
    edit = Edit(before=None, after=Lead(id="orchard", name="Scales"))
    pairs = writes(tmp_path, book, Change(note=message("…"), edits=(edit,)))
    assert pairs["data/leads/orchard.yaml"][1] == b"id: orchard\nname: Scales\nstage: new\n"
