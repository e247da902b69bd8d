"""With `--mask` no name and no text of a book gets out, in any report or format; figures stay."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import count
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_origin
from zipfile import ZipFile

import pytest
import yaml
from every_command import LINES
from running import DAY, METHOD, new_book, run, tree

from funnel_cli.directory import COMMANDS
from funnel_cli.finding.masked import hints_of
from funnel_cli.masked_session import REPORTS
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import DATED, DatedLine, Opportunity
from funnel_cli.records.fields import WORDS, FileMapping, Scalar, Spelled, as_key
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Call, Count, Target
from funnel_cli.records.method import Settings
from funnel_cli.records.review import Review

CANARY = re.compile("kanar|ka-?na|卡纳", re.IGNORECASE)
"""What every text of the book begins with, and what becomes of it in Latin letters."""

SCALARS = {
    "bad-date": "2026-10-05",
    "bad-amount": "1200",
    "bad-ratio": "0.5",
    "bad-currency": "CNY",
    "bad-period": "2026-12",
    "bad-number": "3",
    "bad-rate": "7",
    "bad-flag": "true",
}
KNOWN = {
    "stages": "develop",
    "sources": "referral",
    "lost_reasons": "price",
    "log_kinds": "visit",
    "languages": "auto",
    "milestones": "need",
    "forms": "quote",
    "axes": "pain",
}

FORMS = """\
forms:
- id: quote
  fields:
  - {id: remarks, kind: lines}
  - {id: amount, kind: amount}
  - {id: who, kind: person}
strength:
  pain: {rungs: [{at: 5, title: It hurts}]}
"""


class Filler:
    """Fills every field of a record, texts with canaries that differ from each other."""

    def __init__(self) -> None:
        self.numbers = count()

    def canary(self) -> str:
        """A name in English or Chinese that nothing else in the book has."""
        number = next(self.numbers)
        return f"卡纳{number}有限公司" if number % 3 == 0 else f"Kanar{number}x Ltd"

    def record(self, cls: type[FileMapping]) -> dict[str, Any]:
        """A record of that class, by its keys."""
        hints = hints_of(cls)
        names = [field.name for field in fields(cls) if field.name not in {"file", "changes"}]  # type: ignore[arg-type] # a dataclass
        filled = {as_key(name): self.value(hints[name]) for name in names}
        if issubclass(cls, DatedLine):
            dated = hints_of(Opportunity)
            filled |= {name: self.value(dated[name]) for name in DATED if name != "stage"}
        return filled

    def value(self, hint: Any, marks: tuple[Any, ...] = ()) -> Any:
        """A value of that type."""
        if get_origin(hint) is Annotated:
            return self.value(get_args(hint)[0], (*marks, *get_args(hint)[1:]))
        for mark in marks:
            if isinstance(mark, Scalar):
                return SCALARS[mark.code]
            if isinstance(mark, Spelled) and "enum" in mark.schema:
                return mark.schema["enum"][0]
        told = next((mark.schema[WORDS] for mark in marks if isinstance(mark, Spelled) and WORDS in mark.schema), None)
        inner = [each for each in get_args(hint) if each not in {NoneType, Ellipsis}]
        if NoneType in get_args(hint):
            return self.value(inner[0])
        if isinstance(hint, type) and issubclass(hint, FileMapping):
            return self.record(hint)
        if get_origin(hint) is tuple:
            return [self.value(inner[0])]
        if get_origin(hint) is not None and issubclass(get_origin(hint), Mapping):
            return {KNOWN.get(told or "", self.canary()): self.value(inner[-1])}
        return KNOWN.get(told or "", self.canary())


def canaries(folder: Path) -> Path:
    """A book in which every text is a canary, with a record that cannot be read; its folder is called book."""
    fill = Filler()
    own = yaml.safe_load(METHOD + FORMS)
    own["settings"] = fill.record(Settings) | {"language": "auto", "currency": "CNY", "fiscal_year_start": 1}
    own["settings"]["queries"] = {"mine": "owner:me"}
    own["settings"] |= {"weights": "forecast", "forecast": "weighted", "complete_since": None}
    own["settings"] = {key: value for key, value in own["settings"].items() if value is not None}
    rest = {"lost": None, "closed": None, "removed": None, "contract": None, "category": None, "paused": None}
    plain = {"created": "2026-09-01", "expected_close": "2026-12-20", "opening": None, "probability": None}
    line = {"date": "2026-10-01", "stage": "develop"}
    states = {
        "open": {"stage": "develop", **rest},
        "won": {"stage": "won", "closed": "2026-11-10", "lost": None, "removed": None, "paused": None},
        "lost": {"stage": "lost", "closed": "2026-11-12", "removed": None, "paused": None},
        "more": {"stage": "verify", **rest, "paused": None},
        "whole": {"removed": None, "lost": None, "closed": None},
    }
    files: dict[str, Any] = {"stages.yaml": own}
    for name, state in states.items():
        deal = fill.record(Opportunity) | plain | state
        stage = deal["stage"]
        deal["history"] = [{**fill.record(dated_line()), "date": "2026-09-01", "stage": "verify"}, {**line, "stage": stage, "reason": fill.canary()}]
        if name != "whole":
            deal["history"] = [{k: v for k, v in each.items() if k in {"date", "stage", "reason", "owner"}} for each in deal["history"]]
        files[f"data/opportunities/kanar-{name}.json"] = deal | {"id": f"kanar-{name}"}
        files[f"data/opportunities/kanar-{name}.json"]["customer"] = files["data/opportunities/kanar-open.json"]["customer"]
    for name in ("one", "two"):
        lead = fill.record(Lead) | {"id": f"kanar-lead-{name}", "stage": "new"}
        lead["history"] = [each | {"stage": "new"} for each in lead["history"]]
        lead["opening"] = None
        files[f"data/leads/kanar-lead-{name}.json"] = lead
    customer = fill.record(Customer) | {"id": "kanar-customer"}
    customer["name"] = files["data/opportunities/kanar-open.json"]["customer"]
    files["data/customers/kanar-customer.json"] = customer
    files["data/reviews/2026-W46.json"] = fill.record(Review) | {"week": "2026-W46", "as_of": "2026-11-15"}
    for kind, cls in (("targets", Target), ("calls", Call), ("counts", Count)):
        files[f"data/{kind}.yaml"] = [fill.record(cls)]
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    broken = "id: kanar-broken\ncustomer: Kanar\nstage: Kanarstage\nowner: {kanar: 1}\n"
    (folder / "data/opportunities/kanar-broken.yaml").write_text(broken, encoding="utf-8")
    return folder


def dated_line() -> type[FileMapping]:
    """The class of a line of a deal's history."""
    from funnel_cli.records.deal import HistoryLine

    return HistoryLine


ASKED: Mapping[str, tuple[str, ...]] = {
    "list": ("list", "list kanar", "list owner:me", "list q:mine", "list is:overdue"),
    "show": ("show kanar-whole", "show kanar-lost", "show kanar-nobody", "show kanar"),
    "check": ("check kanar-open",),
    "score": ("score kanar-open",),
    "forecast": ("forecast", "forecast --explain", "forecast --by owner", "forecast --team", "forecast --methods"),
    "accuracy": ("accuracy --all",),
    "losses": ("losses 2026", "losses 2026 --by competitor"),
    "sources": ("sources 2026 --by region", "sources 2026 --by customer"),
    "territory": ("territory",),
    "plan": ("plan 2026-12 --explain",),
    "target": ("target", "target 2026-12 --explain"),
    "call": ("call", "call --on Kanar"),
    "review": ("review --all", "review --list"),
    "report": ("report", "report 2026-11 owner:me"),
    "customer list": ("customer list", "customer list kanar"),
    "customer show": ("customer show kanar-customer", "customer show kanar-customer --card"),
    "lead list": ("lead list", "lead list owner:Kanar"),
    "lead show": ("lead show kanar-lead-one",),
    "visit": ("visit kanar-open --list", "visit kanar-open"),
    "form": ("form kanar-whole", "form kanar-whole quote"),
    "brief": ("brief kanar-open", "brief kanar-whole --all"),
    "export": ("export deals", "export month 2026-11", "export next", "export records"),
    "across": ("across shape {book}", "across range {book}"),
    "matrix": ("matrix 2026",),
    "handover": ("handover --from Kanar",),
}
"""How reports are asked for here, so that they have something to say; others as everywhere."""


def lines() -> Iterator[str]:
    """Every command, the home screen first."""
    yield ""
    for name in COMMANDS:
        yield from ASKED.get(name, LINES.get(name, (name,)))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of canaries."""
    return canaries(tmp_path_factory.mktemp("books") / "book")


def masked(line: str, book: Path, **environ: str) -> Any:
    """The line with `--mask`, on the book, by a key beside it."""
    words = line.format(book=book, deal=book / "stages.yaml")
    return run(f"--mask {words}", book, FUNNEL_MASK_KEY=str(book.parent / "key"), COLUMNS="200", **environ)


def leaks(text: str) -> list[str]:
    """Each line with a canary in it."""
    return [line for line in text.splitlines() if CANARY.search(line)]


@pytest.mark.parametrize("line", list(lines()))
@pytest.mark.parametrize("form", ["table", "csv", "json", "html", "md"])
def test_no_text_of_the_book_gets_out(line: str, form: str, book: Path) -> None:
    before = tree(book)
    answer = masked(f"{line} -f {form}", book)
    said = answer.err
    for word in re.findall(r"\S*kanar\S*", line, re.IGNORECASE):  # what was typed may be told back, to the user
        said = said.replace(word, "")
    assert (leaks(answer.out) + leaks(said), tree(book)) == ([], before)
