"""What a record may say in two shapes is changed in the one it has, with all that stands beside it.

Each field that may stand shorter than its type (one item for a list, one text for a mapping) has its
examples here, in YAML and JSON; one that gains a short shape without any fails.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from running import METHOD, new_book, run

from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.fields import FileMapping, OneOrMore
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Call, Count, Goal, Rate, Target
from funnel_cli.records.nesting import hints_of
from funnel_cli.store.reading.plain import as_plain

ALONE = type(get_args(OneOrMore[str])[1])
ROOTS = (Opportunity, Lead, Customer, Review, Target, Goal, Rate, Call, Count)

FORMS = """\
forms:
- {id: quote, fields: [{id: amount, kind: amount}, {id: term}]}
- {id: card, for: customer, fields: [{id: size}, {id: site}]}
- {id: first, for: lead, fields: [{id: need}, {id: site}]}
"""

DEAL = "id: short\nname: Short\nstage: verify\n"
LEAD = "id: short\nname: Short\nstage: new\n"
CUSTOMER = "id: short\nname: Short\n"


class Short(NamedTuple):
    """A field, the text of a record that says it in its short shape, and commands that change it."""

    field: str
    text: str
    commands: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Where such a record stands."""
        return {"Opportunity": "opportunities", "Lead": "leads", "Customer": "customers"}[
            self.field.partition(".")[0]
        ]


FORM = ("form short quote amount=6", "form short quote term=30 --date 2026-11-21")
CARD = ("form short card size=2", "form short card site=9 --date 2026-11-21")
FIRST = ("form short first need=2", "form short first site=9 --date 2026-11-21")
CHECKED = (
    "customer set short region=x",
    "customer set short checked=today",
    "customer set short --contact 'Tom, boss'",
)
TICK = ("check short need --undo", "check short need", "check short need --undo")
LAPSED = ("check short need", "check short need --undo", "check short need", "check short need --undo")
ODDS = ("set short probability=50% --reason r", "set short probability=60% --reason r")

SHORT = [
    Short(
        "Opportunity.forms", DEAL + "forms:\n  quote: {date: 2026-10-01, says: {amount: '5'}}  # c\n", FORM
    ),
    Short(
        "Opportunity.forms",
        DEAL + "forms:\n  quote:  # b\n    # c\n    date: 2026-10-01\n"
        "    says:\n      # d\n      amount: '5'\n    x-a: '7'  # e\n    x-b: |\n      two\n      lines\n",
        FORM,
    ),
    Short("Opportunity.forms", DEAL + "forms: {quote: {date: 2026-11-22, x-a: 007}}  # c\n", FORM),
    Short("Lead.forms", LEAD + "forms:\n  first:\n    date: 2026-10-01  # c\n    x-a: '7'\n", FIRST),
    Short("Customer.forms", CUSTOMER + "forms:\n  card:\n    date: 2026-10-01  # c\n    x-a: '7'\n", CARD),
    Short("Customer.checked", CUSTOMER + "checked: 2026-01-01  # c\n", CHECKED),
    Short("Customer.checked", CUSTOMER + "checked: '2026-01-01'  # c\n", CHECKED),
    Short("Customer.checked", CUSTOMER + "checked:\n  2026-01-01  # c\n", CHECKED),
    Short("Opportunity.milestones", DEAL + "milestones:\n  need: 2026-09-03  # c\n", TICK),
    Short("Opportunity.milestones", DEAL + "milestones: {need: '2026-09-03'}  # c\n", TICK),
    Short("Opportunity.milestones", DEAL + "milestones:\n  need: [2026-09-03]  # c\n", TICK),
    Short("Opportunity.milestones", DEAL + "milestones:\n  need:\n  - 2026-09-03  # c\n", TICK),
    Short("Opportunity.milestones", DEAL + "milestones:\n  need:\n    date: 2026-09-03 # c\n", TICK),
    Short(
        "Opportunity.milestones",
        DEAL + "milestones:\n  need:\n  - date: 2026-09-03  # c\n    # d\n    x-a: '7'\n",
        TICK,
    ),
    Short(
        "Opportunity.milestones",
        DEAL + "milestones:\n  need:\n    date: 2026-09-03\n    # c\n    lapsed: 2026-10-01\n    x-a: 17\n",
        LAPSED,
    ),
    Short(
        "Opportunity.milestones",
        DEAL + "milestones:\n  need: {date: 2026-09-03, x-a: '1', lapsed: 2026-10-01}  # c\n",
        LAPSED,
    ),
    Short("Opportunity.probability", DEAL + "probability: 45%  # c\n", ODDS),
    Short("Opportunity.probability", DEAL + "probability: '0.45'  # c\n", ODDS),
    Short("Opportunity.probability", DEAL + "probability: >-  # c\n  45%\n", ODDS),
    Short("Opportunity.probability", DEAL + "probability: {value: 45%, x-a: '1'}  # c\n", ODDS),
]


@pytest.mark.parametrize("short", SHORT, ids=lambda short: short.text)
def test_a_short_shape_is_changed_and_all_beside_it_stays(short: Short, tmp_path: Path) -> None:
    file = written(tmp_path, short.folder, "short.yaml", short.text)
    for command in short.commands:
        before = file.read_text("utf-8")
        answer = run(command, tmp_path)
        after = file.read_text("utf-8")
        assert (answer.exit, after != before) == (0, True), answer.err
        assert kept(after) == kept(short.text), after
    assert run("validate", tmp_path).exit == 0


@pytest.mark.parametrize("short", SHORT, ids=lambda short: short.text)
def test_a_short_shape_in_json_is_changed_and_keys_of_the_user_stay(short: Short, tmp_path: Path) -> None:
    plain = as_plain(short.text.encode(), "yaml")
    text = json.dumps(plain, indent=2).replace('"007"', "7").replace('"0.45"', "0.45")
    file = written(tmp_path, short.folder, "short.json", text)
    for command in short.commands:
        answer = run(command, tmp_path)
        assert answer.exit == 0, answer.err
        assert [*own(json.loads(file.read_text("utf-8")))] == [*own(json.loads(text))]
    assert run("validate", tmp_path).exit == 0


def test_every_field_with_a_short_shape_has_an_example() -> None:
    assert {short.field for short in SHORT} == {found for root in ROOTS for found in short_fields(root)}


def written(root: Path, folder: str, name: str, text: str) -> Path:
    """The file of a record in a new book that has forms."""
    new_book(root)
    (root / "stages.yaml").write_text(METHOD + FORMS, "utf-8")
    file = root / "data" / folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def kept(text: str) -> list[str]:
    """The comments and the user's own entries of a text, as they are spelled."""
    own = r"#.*|x-[a-z]: (?:'[^']*'|\|\n(?: +(?:two|lines)\n)+|[^,}\n ]+)"
    return sorted(re.findall(own, re.sub("\n +", "\n ", text)))


def own(value: Any) -> Iterator[tuple[str, Any]]:
    """The user's own entries at any depth."""
    if isinstance(value, dict):
        yield from ((key, item) for key, item in value.items() if key.startswith("x-"))
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from own(item)


def short_fields(root: type[FileMapping]) -> Iterator[str]:
    """The fields of a record in which something may stand shorter than its type."""
    for name, type_ in hints_of(root).items():
        if any(map(is_short, parts(type_))):
            yield f"{root.__name__}.{name}"


def is_short(part: Any) -> bool:
    """Whether a type has a short shape, or a mapping in which something does."""
    if isinstance(part, type) and issubclass(part, FileMapping):
        return bool(part.bare_field) or any(short_fields(part))
    return isinstance(part, ALONE)


def parts(type_: Any) -> Iterator[Any]:
    """The classes and markers that a type is made of."""
    yield type_
    for part in (*get_args(type_), *getattr(type_, "__metadata__", ())):
        yield from parts(part)
