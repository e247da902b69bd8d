"""Facts that are asked with the questions shipped as SQL: in SQLite, or in DuckDB by the extra `facts`.

A deal that two books have, handed over from one to the other, counts once: in the book where it changed
last. Facts are only read.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date as Day
from decimal import Decimal
from glob import escape
from pathlib import Path
from typing import Any, NamedTuple

from funnel_cli.exchange.fact_files import demand_engine, fill_sqlite
from funnel_cli.exchange.fact_folders import Manifest, known_manifest
from funnel_cli.records.method import Choice
from funnel_cli.reports.star import STAR_TABLES, VERSION, FactTable
from funnel_cli.values.errors import DataRefused
from funnel_cli.values.message import N_, Label, message
from funnel_cli.values.money import EXACT

SQL = Path(__file__).parents[1] / "sql"
"""A folder for each dialect with a file for each question."""

QUESTIONS = (
    Choice(
        id="forecast", title=Label({"en": "What is expected, by month and owner", "zh": "预测：按月和负责人"})
    ),
    Choice(id="landing", title=Label({"en": "What a period comes to", "zh": "期内预计完成额"})),
    Choice(id="shape", title=Label({"en": "The funnel on a day, by stage", "zh": "某日的漏斗，按阶段"})),
    Choice(id="waterfall", title=Label({"en": "What changed between two days", "zh": "两日之间的变化"})),
    Choice(id="win_rate", title=Label({"en": "What was won and lost in a period", "zh": "期内赢单与输单"})),
    Choice(id="conversion", title=Label({"en": "How many deals get through each stage", "zh": "各阶段转化"})),
    Choice(
        id="time_in_stage", title=Label({"en": "How long deals stay in each stage", "zh": "阶段停留天数"})
    ),
    Choice(id="stalled", title=Label({"en": "Which deals stall on a day", "zh": "某日的停滞商机"})),
    Choice(id="calls", title=Label({"en": "How good the filed calls were", "zh": "报数的准确度"})),
)
"""What can be asked in every dialect."""

TABLES = Choice(id="tables", title=Label({"en": "What makes the empty tables", "zh": "建立空表的语句"}))
"""What is no question, and is printed beside them for engines that are filled from a file."""

DIALECTS = ("duckdb", "sqlite", "postgres", "clickhouse", "spark")
"""The engines whose answers are held equal to those of the reports."""

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


def question(name: str, dialect: str) -> str:
    """The SQL of a question, with `:as_of` and the like where its parameters go."""
    return (SQL / dialect / f"{name}.sql").read_text(encoding="utf-8")


def parameters(text: str) -> tuple[str, ...]:
    """What a question must be told, each once, in the order of its text."""
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return tuple(dict.fromkeys(_PARAMETER.findall("\n".join(lines))))


def filled(text: str, dialect: str, values: Mapping[str, Day | str | None]) -> str:
    """The question with these values as literals of the dialect; what is not given stays a parameter."""

    def literal(found: re.Match[str]) -> str:
        return _literal(values[found[1]], dialect) if found[1] in values else found[0]

    lines = text.splitlines(keepends=True)
    return "".join(line if line.startswith("--") else _PARAMETER.sub(literal, line) for line in lines)


def _literal(value: Day | str | None, dialect: str) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, Day):
        return f"'{value}'" if dialect == "sqlite" else f"DATE '{value}'"
    text = value.replace("\\", "\\\\") if dialect in {"clickhouse", "spark"} else value
    quote = "\\'" if dialect == "spark" else "''"
    return "'" + text.replace("'", quote) + "'"


_FoundRows = list[dict[str, Any]]
"""The rows of an answer by the names of its columns."""

Given = Day | str | None
"""What a question is told."""

_TWINS = """
with last as (
  select book, deal, since as day, is_removed from versions where until = '9999-12-31'
), pairs as (
  select one.book as book, one.deal as deal, other.book as in_book, other.deal as as_deal
  from deals as one
  join deals as other on other.book <> one.book and other.deal = one.deal
                     and coalesce(cast(other.created as text), '') = coalesce(cast(one.created as text), '')
                     and (lower(other.customer) = lower(one.customer) or lower(other.name) = lower(one.name))
  union
  select one.book, one.deal, other.book, other.deal
  from refs as one
  join refs as other on other.system = one.system and other.ref = one.ref and other.book <> one.book
  join deals as ours on ours.book = one.book and ours.deal = one.deal
  join deals as theirs on theirs.book = other.book and theirs.deal = other.deal
                      and (lower(theirs.customer) = lower(ours.customer)
                           or lower(theirs.name) = lower(ours.name))
)
select pairs.book as book, pairs.deal as deal, max(in_book) as in_book
from pairs
join last as one on one.book = pairs.book and one.deal = pairs.deal
join last as other on other.book = in_book and other.deal = as_deal
where one.is_removed and not other.is_removed
   or one.is_removed = other.is_removed
      and (other.day > one.day or other.day = one.day and in_book > pairs.book)
group by pairs.book, pairs.deal
order by pairs.deal, pairs.book
"""
"""The deals that stand in another book too and count there: of one id and first day, or of one foreign id,
and of one customer or name, since many a sheet counts from 1. They count where they were not removed, else
where they changed last; where both did on one day in the book whose name is the later."""

_CALLS_WITHOUT_RATE = """
with asked as (
  select book, period, owner, currency, start_day, end_day from calls
  where since < start_day and start_day <= until and end_day <= :as_of
    and (:start_day is null or start_day >= :start_day and end_day <= :end_day)
)
select asked.book as book, 'call ' || period as whose, asked.currency as currency,
       books.currency as into_currency, start_day as day
from asked join books on books.book = asked.book
left join rates on rates.book = asked.book and rates.currency = asked.currency
               and rates.into_currency = books.currency
               and rates.since < start_day and start_day <= rates.until
where asked.currency <> books.currency and rate is null
union
select versions.book, deal, versions.currency, books.currency, closed
from versions join books on books.book = versions.book
join asked on asked.book = versions.book and start_day <= closed and closed < end_day
left join teams on teams.book = asked.book and 'team:' || teams.team = asked.owner
               and teams.owner = versions.owner
left join rates on rates.book = versions.book and rates.currency = versions.currency
               and rates.into_currency = books.currency and rates.since <= closed and closed < rates.until
where versions.since <= :as_of and :as_of < versions.until and stage = 'won' and not is_removed
  and category <> 'omitted' and amount is not null and versions.currency <> books.currency and rate is null
  and (asked.owner is null or asked.owner = versions.owner or teams.team is not null)
order by 1, 2
"""
"""What the question for calls leaves out: calls, and deals won in their periods, that have no rate."""

_VERSIONS_OF_TABLES = "select book, schema_version from books order by book"


class NoFacts(DataRefused):
    """What was to be asked holds no facts of this program."""

    sentence = N_("{path} holds no facts that can be asked: {reason}.")
    cure = N_("Write them with: funnel export facts BOOK... -o {path}")
    code = "no_facts"


class Twin(NamedTuple):
    """A deal of a book that counts in another."""

    book: str
    deal: str
    in_book: str


class Facts(NamedTuple):
    """Facts in an engine whose rows `run` gives for a text of SQL in its dialect."""

    dialect: str
    run: Callable[[str], _FoundRows]
    manifests: tuple[Manifest, ...]
    twins: tuple[Twin, ...]

    def without_rate(self, told: Mapping[str, Given]) -> Iterator[tuple[str, str, str, str, Day]]:
        """Of what calls leave out for want of a rate: the book, whose it is, both currencies, and the day."""
        for row in self.run(filled(_CALLS_WITHOUT_RATE, self.dialect, told)):
            day = Day.fromisoformat(str(row["day"]))
            yield row["book"], row["whose"], row["currency"], row["into_currency"], day

    def ask(self, name: str, told: Mapping[str, Given]) -> _FoundRows:
        """The answer to a question; the names of columns are as in its SQL."""
        return self.run(filled(question(name, self.dialect), self.dialect, told))


@contextmanager
def in_memory(tables: Iterable[FactTable]) -> Iterator[Facts]:
    """The tables in a SQLite of their own, those of one name together."""
    with closing(sqlite3.connect(":memory:")) as base:
        fill_sqlite(base, tables)
        yield _sqlite(base)


def facts_at(path: Path) -> AbstractContextManager[Facts]:
    """The facts in a file or folder that `export facts` wrote; raises `NoFacts` or `NoEngine`."""
    is_duckdb = path.suffix == ".duckdb" or os.path.isdir(path)  # noqa: PTH112 - false where it may not be looked at
    return _in_duckdb(path) if is_duckdb else _in_sqlite(path)


@contextmanager
def _in_sqlite(path: Path) -> Iterator[Facts]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
            base.execute("pragma trusted_schema = off")
            _demand_version(base.execute(_VERSIONS_OF_TABLES).fetchall(), path)
            yield _sqlite(base)
    except sqlite3.Error as error:
        raise NoFacts(path=str(path), reason=str(error)) from error


@contextmanager
def _in_duckdb(path: Path) -> Iterator[Facts]:
    """DuckDB with a view for each table of the file or of the folder's books."""
    demand_engine()
    import duckdb

    def rows(name: str) -> str:
        folder = f"read_parquet('{escape(told)}/book=*/{name}.parquet', hive_partitioning = false)"
        return folder if kept is not None else f"file.main.{name}"

    told = str(path).replace("'", "''")
    kept = _manifests_in(path) if os.path.isdir(path) else None  # noqa: PTH112 - false where it may not be looked at
    try:
        with closing(duckdb.connect(":memory:")) as base:
            if kept is None:
                base.execute(f"attach '{told}' as file (read_only); use file")
                _demand_version(base.execute(_VERSIONS_OF_TABLES).fetchall(), path)
                base.execute("use memory")
            for name in (*STAR_TABLES, *(("manifest",) if kept is None else ())):
                base.execute(f'create view "{name}" as select * from {rows(name)}')  # noqa: S608 - a name of ours
            run = _asking(base)
            twins = _twins(run)
            if twins:
                pairs = ", ".join(f"({_quoted(each.book)}, {_quoted(each.deal)})" for each in twins)
                once = f"{rows('versions')} where (book, deal) not in ({pairs})"
                base.execute(f"create or replace view versions as select * from {once}")  # noqa: S608 - quoted
            yield Facts("duckdb", run, _manifests(run) if kept is None else kept, twins)
    except duckdb.Error as error:
        raise NoFacts(path=str(path), reason=str(error).splitlines()[0]) from error


def add_exact_sums(base: sqlite3.Connection) -> None:
    """Give SQLite the exact sums that its shell has, and its library has not."""
    base.create_aggregate("decimal_sum", 1, _Sum)  # type: ignore[arg-type] # a number may be whole
    base.create_function("decimal_mul", 2, _of_digits(lambda one, other: f"{EXACT.multiply(one, other):f}"))
    base.create_function("decimal_sub", 2, _of_digits(lambda one, other: f"{EXACT.subtract(one, other):f}"))
    base.create_function("decimal_add", 2, _of_digits(lambda one, other: f"{EXACT.add(one, other):f}"))
    base.create_function("decimal_cmp", 2, _of_digits(lambda one, other: (one > other) - (one < other)))


def _sqlite(base: sqlite3.Connection) -> Facts:
    """SQLite that adds exactly, and where a deal counts once."""
    add_exact_sums(base)
    run = _asking(base)
    base.create_function("lower", 1, lambda text: text and text.lower())  # its own knows a to z alone
    twins = _twins(run)
    if twins:
        base.execute("create temp table twins (book text, deal text)")
        base.executemany("insert into twins values (?, ?)", [(each.book, each.deal) for each in twins])
        base.execute(
            "create temp view versions as select * from main.versions"
            " where (book, deal) not in (select book, deal from twins)"
        )
    return Facts("sqlite", run, _manifests(run), twins)


def _demand_version(books: Iterable[Sequence[Any]], path: Path) -> None:
    for book, version in books:
        if version != VERSION:
            raise NoFacts(path=str(path), reason=message("{folder} is of another version", folder=book))


def _twins(run: Callable[[str], _FoundRows]) -> tuple[Twin, ...]:
    return tuple(Twin(**row) for row in run(_TWINS))


def _manifests(run: Callable[[str], _FoundRows]) -> tuple[Manifest, ...]:
    """What the facts of each book stand on, as a file of facts says; SQLite has days as texts."""
    return tuple(
        Manifest(
            book=row["book"],
            as_of=Day.fromisoformat(str(row["as_of"])),
            holds_until=Day.fromisoformat(str(row["holds_until"])) if row["holds_until"] else None,
            source=row["source"],
            unread=(),
        )
        for row in run("select book, as_of, holds_until, source from manifest order by book")
    )


def _manifests_in(path: Path) -> tuple[Manifest, ...]:
    found = [(folder, known_manifest(folder)) for folder in sorted(path.glob("book=*"))]
    unknown = [folder.name for folder, manifest in found if manifest is None]
    if unknown:
        raise NoFacts(path=str(path), reason=message("{folder} is of another version", folder=unknown[0]))
    return tuple(manifest for _, manifest in found if manifest)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _asking(base: Any) -> Callable[[str], _FoundRows]:
    """How a connection is asked, whichever engine it is of."""

    def run(sql: str) -> _FoundRows:
        found = base.execute(sql)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return run


class _Sum:
    """The exact sum of numbers in digits."""

    def __init__(self) -> None:
        self.sum: Decimal | None = None

    def step(self, number: str | int | None) -> None:
        """Take one more; nothing adds nothing."""
        if number is not None:
            self.sum = EXACT.add(self.sum or Decimal(0), Decimal(number))

    def finalize(self) -> str | None:
        """The sum, nothing of nothing."""
        return None if self.sum is None else f"{self.sum:f}"


def _of_digits(of: Callable[[Decimal, Decimal], str | int]) -> Callable[[Any, Any], str | int | None]:
    return lambda one, other: None if one is None or other is None else of(Decimal(one), Decimal(other))
