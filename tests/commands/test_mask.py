"""With `--mask` no name and no text of a book gets out, in any report or format; figures stay."""

import json
import re
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, cast, get_args, get_origin
from zipfile import ZipFile

import pytest
import yaml
from every_command import LINES
from running import METHOD, Printed, new_book, run, tree

from funnel_cli.directory import COMMANDS
from funnel_cli.finding.deal_keys import OF_CUSTOMER, TEXTS
from funnel_cli.finding.masked import MASKED_KINDS
from funnel_cli.masked_session import REPORTS
from funnel_cli.records.customer import Customer
from funnel_cli.records.deal import HistoryLine, Opportunity
from funnel_cli.records.fields import WORDS, FileMapping, Scalar, Spelled, as_key
from funnel_cli.records.filed_review import Review
from funnel_cli.records.lead import Lead
from funnel_cli.records.lists import Call, Count, Goal, Target
from funnel_cli.records.nesting import DatedLine, dated_hints, hints_of
from funnel_cli.records.settings import Settings
from funnel_cli.render import render
from funnel_cli.render.output import FORMATS
from funnel_cli.store.mask_key import LEAST, VARIABLE, mask_key

CANARY = re.compile("kanar|ka-?na|卡纳", re.IGNORECASE)
"""What every text of the book begins with, and what becomes of it in Latin letters."""

SCALARS = {
    "bad-date": "2026-10-05",
    "bad-hour": "09:30",
    "bad-amount": "1200",
    "bad-ratio": "0.5",
    "bad-currency": "CNY",
    "bad-period": "2026-12",
    "bad-number": "3",
    "bad-rate": "7",
    "bad-payment": "7",
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
        hints = hints_of(cast(Any, cls))
        names = [field.name for field in fields(cls) if field.name not in {"file", "changes"}]  # type: ignore[arg-type] # a dataclass
        filled = {as_key(name): self.value(hints[name]) for name in names}
        if issubclass(cls, DatedLine):
            dated = dated_hints(cls).items()
            filled |= {name: self.value(hint) for name, hint in dated if name != "stage"}
        return filled

    def value(self, hint: Any, marks: tuple[Any, ...] = ()) -> Any:  # noqa: PLR0911 - a kind of type each
        """A value of that type."""
        if get_origin(hint) is Annotated:
            return self.value(get_args(hint)[0], (*marks, *get_args(hint)[1:]))
        for mark in marks:
            if isinstance(mark, Scalar):
                return SCALARS[mark.code]
            if isinstance(mark, Spelled) and "enum" in mark.schema:
                return mark.schema["enum"][0]
        told = next(
            (mark.schema[WORDS] for mark in marks if isinstance(mark, Spelled) and WORDS in mark.schema), None
        )
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
    """A book in which every text is a canary, with a record that cannot be read."""
    fill = Filler()
    own = yaml.safe_load(METHOD + FORMS)
    own["settings"] = fill.record(Settings) | {"language": "auto", "currency": "CNY", "fiscal_year_start": 1}
    own["settings"]["queries"] = {"mine": "owner:me"}
    own["settings"] |= {"weights": "forecast", "forecast": "weighted", "complete_since": None}
    own["settings"] = {key: value for key, value in own["settings"].items() if value is not None}
    rest = {"lost": None, "closed": None, "removed": None, "contract": None, "category": None, "paused": None}
    plain = {"created": "2026-09-01", "expected_close": "2026-12-20", "opening": None, "probability": None}
    line = {"date": "2026-10-01", "stage": "develop"}
    states: dict[str, dict[str, Any]] = {
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
        deal["history"] = [
            {**fill.record(HistoryLine), "date": "2026-09-01", "stage": "verify"},
            {**line, "stage": stage, "reason": fill.canary()},
        ]
        if name != "whole":
            deal["history"] = [
                {k: v for k, v in each.items() if k in {"date", "stage", "reason", "owner"}}
                for each in deal["history"]
            ]
        files[f"data/opportunities/kanar-{name}.json"] = deal | {"id": f"kanar-{name}"}
        files[f"data/opportunities/kanar-{name}.json"]["customer"] = files[
            "data/opportunities/kanar-open.json"
        ]["customer"]
    for name in ("one", "two"):
        lead = fill.record(Lead) | {"id": f"kanar-lead-{name}", "stage": "new"}
        lead["history"] = [each | {"stage": "new"} for each in lead["history"]]
        lead["opening"] = None
        files[f"data/leads/kanar-lead-{name}.json"] = lead
    customer = fill.record(Customer) | {"id": "kanar-customer"}
    customer["name"] = files["data/opportunities/kanar-open.json"]["customer"]
    files["data/customers/kanar-customer.json"] = customer
    files["data/reviews/2026-W46.json"] = fill.record(Review) | {"week": "2026-W46", "as_of": "2026-11-15"}
    for kind, cls in (("targets", Target), ("goals", Goal), ("calls", Call), ("counts", Count)):
        files[f"data/{kind}.yaml"] = [fill.record(cls)]
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    broken = "id: kanar-broken\ncustomer: Kanar\nstage: Kanarstage\nowner: {kanar: 1}\n"
    (folder / "data/opportunities/kanar-broken.yaml").write_text(broken, encoding="utf-8")
    return folder


ASKED: Mapping[str, tuple[str, ...]] = {
    "list": ("list", "list kanar", "list owner:me", "list q:mine", "list is:overdue"),
    "show": ("show kanar-whole", "show kanar-lost", "show kanar-nobody", "show kanar"),
    "find": ("find kanar", "find kanarx"),
    "check": ("check kanar-open",),
    "score": ("score kanar-open",),
    "forecast": (
        "forecast",
        "forecast --explain",
        "forecast --by owner",
        "forecast --team",
        "forecast --methods",
    ),
    "accuracy": ("accuracy --all",),
    "losses": ("losses 2026", "losses 2026 --by competitor"),
    "sources": ("sources 2026 --by region", "sources 2026 --by customer"),
    "territory": ("territory",),
    "kpi": ("kpi 2026-10 --by owner --explain",),
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
    "payment": ("payment", "payment kanar-whole"),
    "form": ("form kanar-whole", "form kanar-whole quote"),
    "brief": ("brief kanar-open", "brief kanar-whole --all"),
    "export": ("export deals", "export month 2026-11", "export next", "export records"),
    "across": ("across shape {book}", "across range {book}", "across plan {book}", "across gates {book}"),
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


def in_every_form(printed: Printed) -> Iterator[str]:
    """What was printed, in every format and each of its parts."""
    for document, output, basis in printed:
        for form in FORMATS:
            parts = [table.name for table in document.tables] if form in {"csv", "tsv", "jsonl"} else [None]
            for part in parts:
                yield render(document, replace(output, format=form, part=part, fields=()), basis)


@pytest.mark.parametrize("form", ["table", "json"], ids=["for people", "for machines"])
@pytest.mark.parametrize("line", tuple(lines()))
def test_no_text_of_the_book_gets_out_in_any_format(
    line: str, form: str, book: Path, printed: Printed
) -> None:
    before = tree(book)
    answer = masked(f"{line} -f {form}", book)
    said = answer.err
    for word in re.findall(
        r"\S*kanar\S*", line, re.IGNORECASE
    ):  # what was typed may be told, to who typed it
        said = said.replace(word, "")
    assert (leaks(answer.out) + leaks("\n".join(in_every_form(printed))) + leaks(said), tree(book)) == (
        [],
        before,
    )


@pytest.mark.parametrize("line", ["report", "export month 2026-11", "list is:overdue", "customer list"])
def test_no_text_gets_into_a_workbook(line: str, book: Path, tmp_path: Path) -> None:
    assert masked(f"{line} -o {tmp_path}/a.xlsx", book).exit == 5
    with ZipFile(tmp_path / "a.xlsx") as parts:
        found = [
            leak for name in parts.namelist() for leak in leaks(parts.read(name).decode("utf-8", "replace"))
        ]
    assert found == []


def test_no_text_gets_into_facts_or_a_calendar(book: Path, tmp_path: Path) -> None:
    masked(f"export facts -o {tmp_path}/facts.sqlite", book)
    masked(f"export next -o {tmp_path}/next.ics", book)
    with sqlite3.connect(tmp_path / "facts.sqlite") as facts:
        dump = "\n".join(facts.iterdump())
    facts.close()
    assert "insert" in dump.lower()
    assert leaks(dump) + leaks((tmp_path / "next.ics").read_text("utf-8")) == []


def test_facts_under_real_names_are_written_anew(book: Path, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    run(f"export facts -o {tmp_path}/facts", book)
    answer = masked(f"export facts -o {tmp_path}/facts", book)
    assert "0 unchanged" in answer.out
    assert not [
        file for file in (tmp_path / "facts").rglob("*") if file.is_file() and b"anar" in file.read_bytes()
    ]


def figures(value: Any) -> Any:
    """The numbers and days of an answer, whatever its rows are called."""
    if isinstance(value, dict):
        return sorted(repr(figures(each)) for each in value.values())
    if isinstance(value, list):
        return sorted(repr(figures(each)) for each in value)
    if isinstance(value, str) and not re.fullmatch(r"[-\d.]+", value):
        return ""
    return value


@pytest.mark.parametrize(
    "line",
    ["list", "forecast", "waterfall", "health", "losses 2026", "sources 2026 --by customer", "plan 2026-12"],
)
def test_every_figure_is_the_real_one(line: str, book: Path) -> None:
    real, made_up = run(f"{line} --json", book), masked(f"{line} --json", book)
    assert figures(made_up.json) == figures(real.json)


def test_a_name_is_the_same_in_every_report_and_on_every_day_by_one_key(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    row = next(each for each in masked("list --json", book).json["items"] if each["amount"] == "120000.00")
    later = masked("list acme-erp --json --as-of 2026-11-30", book).json["items"][0]
    assert (later["id"], later["customer"], later["owner"]) == (row["id"], row["customer"], row["owner"])
    assert row["customer"] in masked("show acme-erp", book).out
    assert row["customer"] in masked("customer show 'Acme Ltd'", book).out

    book = new_book(tmp_path / "book")
    one, other = (
        run("--mask list --fields customer", book, FUNNEL_MASK_KEY=str(tmp_path / key)).out for key in "ab"
    )
    assert one != other


def test_the_words_of_a_question_mean_the_real_book(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    for line in (
        "list acme",
        "list owner:li.wei",
        "list customer:gamma",
        "list not:owner:me",
        "list id:acme-erp,gamma-gates",
    ):
        real, made_up = run(f"{line} --json", book).json, masked(f"{line} --json", book).json
        assert sorted(each["amount"] for each in made_up["items"]) == sorted(
            each["amount"] for each in real["items"]
        )


def test_a_name_that_has_a_comma_means_the_real_one(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    for name in ("Rho, Inc.", "Rho"):
        assert run(f"add Lamps --customer '{name}' --amount 10k --close 2026-12-15", book).exit == 0
    for words, found in (("'customer:Rho, Inc.'", 1), ("'customer:Rho, Inc.,Rho'", 2)):
        assert run(f"list {words} --json", book).json["count"] == found
        assert masked(f"list {words} --json", book).json["count"] == found


def test_every_key_that_asks_for_a_name_means_the_real_one() -> None:
    assert set(MASKED_KINDS) == {*TEXTS, *OF_CUSTOMER, "team"}


def test_a_team_means_the_real_one_whatever_it_is_called(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    method = METHOD.replace("settings:\n", "settings:\n  team: {kanarienvogel: [LI.WEI], south: [zoe]}\n")
    (book / "stages.yaml").write_text(method, encoding="utf-8")
    for line in (
        "list team:kanarienvogel",
        "list team:KANARIENVOGEL,south",
        "list not:team:kanarienvogel",
        "forecast team:kanarienvogel",
    ):
        real, made_up = run(f"{line} --json", book).json, masked(f"{line} --json", book).json
        assert made_up["count"] == real["count"]
        assert not CANARY.search(json.dumps(made_up))
    assert (
        masked("call --on team:kanarienvogel", book).exit
        == run("call --on team:kanarienvogel", book).exit
        == 0
    )


def test_a_team_that_there_is_not_is_refused_as_typed(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    method = METHOD.replace("settings:\n", "settings:\n  team: {south: [li.wei]}\n")
    (book / "stages.yaml").write_text(method, encoding="utf-8")
    refused = masked("list team:zed", book)
    assert (refused.exit, refused.out, refused.err[:30]) == (2, "", "There is no team called zed.\n")
    assert (
        masked("list team:so --json", book).json["count"]
        == run("list team:so --json", book).json["count"]
        > 0
    )


def test_all_but_a_saved_query_means_the_real_one(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    method = METHOD.replace("settings:\n", "settings:\n  queries: {kanar: owner:li.wei amount:100k..}\n")
    (book / "stages.yaml").write_text(method, encoding="utf-8")
    real, made_up = run("list not:q:kanar --json", book), masked("list not:q:kanar --json", book)
    assert made_up.json["count"] == real.json["count"] > 0
    assert not CANARY.search(made_up.out)


def test_a_part_of_a_customers_name_is_refused_in_lists(tmp_path: Path) -> None:
    answer = masked("customer list acme", new_book(tmp_path / "book"))
    assert (answer.exit, "the names are made up" in answer.err) == (2, True)


WRITES = (
    "set acme-erp amount=1", "add New --customer Acme", "log acme-erp Spoke", "target 2027-01 100k",
    "rate USD 7.2", "call 2026-12 100k", "review --done", "check acme-erp plan", "undo", "fmt",
    "methods --switch four-stage --yes", "methods --add source=fair", "customer add Newco",
    "customer set 'Acme Ltd' region=north",
    "lead add Pumps --customer Omega", "export records", "handover --from li.wei", "doctor", "validate",
)  # fmt: skip


@pytest.mark.parametrize("line", WRITES)
def test_what_writes_or_shows_files_is_refused_in_a_sentence(line: str, tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    before = tree(book)
    answer = masked(line, book)
    assert (answer.exit, answer.out, tree(book)) == (2, "", before)
    assert answer.err.startswith("--mask is for reports")


def test_every_report_is_a_command() -> None:
    assert COMMANDS.keys() >= REPORTS


def test_the_key_is_made_for_the_user_alone(tmp_path: Path) -> None:
    book, key = new_book(tmp_path / "book"), tmp_path / "key"
    masked("list", book)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    masked("list", book)
    assert key.read_bytes() == before


def test_a_key_is_made_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_link)
    assert len(mask_key({VARIABLE: str(tmp_path / "key")}, None)) >= LEAST
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_runs_that_make_the_key_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as runs:
        found = set(runs.map(lambda _: mask_key({VARIABLE: str(tmp_path / "key")}, None), range(8)))
    assert len(found) == 1


def test_what_a_run_left_behind_that_was_killed_stands_in_no_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("funnel_cli.store.mask_key.PAUSE", 0)
    (tmp_path / "key.new").touch()
    assert mask_key({VARIABLE: str(tmp_path / "key")}, None)


@pytest.mark.parametrize(
    ("text", "mode", "said"), [("short", 0o600, "shorter than"), ("0" * 64, 0o644, "Others can read")]
)
def test_a_key_that_is_none_is_refused(text: str, mode: int, said: str, tmp_path: Path) -> None:
    book, key = new_book(tmp_path / "book"), tmp_path / "key"
    key.write_text(text, encoding="utf-8")
    key.chmod(mode)
    answer = masked("list", book)
    assert (answer.exit, said in answer.err) == (5, True)


def test_a_key_in_the_book_is_refused(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    answer = run("--mask list", book, FUNNEL_MASK_KEY=str(book / "key"))
    assert (answer.exit, (book / "key").exists()) == (2, False)
