"""The questions as they are shipped: one file each for every dialect, made of DuckDB's."""

import re
from datetime import date as Day

import pytest
from arrange import LOST_THEN_REOPENED, MOVED, deal, written
from engines import ENGINES
from sql_dialects import DIALECTS as MADE
from sql_dialects import made

from funnel_cli.exchange.fact_engines import DIALECTS, QUESTIONS, SQL, filled, parameters, question
from funnel_cli.reports.star import star
from funnel_cli.time.history import book_on

NAMES = [each.id for each in QUESTIONS]


def test_every_question_is_there_in_every_dialect_and_no_other() -> None:
    there = {(path.parent.name, path.stem) for path in SQL.rglob("*.sql")}
    assert there == {(dialect, name) for dialect in DIALECTS for name in NAMES}
    assert {*DIALECTS} == {"duckdb", *MADE}


def test_the_other_dialects_say_what_duckdb_says_now() -> None:
    assert [path.name for path, text in made() if path.read_text(encoding="utf-8") != text] == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_question_takes_the_same_parameters_in_every_dialect(name: str, dialect: str) -> None:
    assert {*parameters(question(name, dialect))} == {*parameters(question(name, "duckdb"))}


def test_a_value_that_is_given_is_a_literal_and_the_rest_stay_parameters() -> None:
    text = filled("-- of :owner\nwhere owner = :owner and since <= :as_of", "duckdb", {"owner": "O'Hara"})
    assert text == "-- of :owner\nwhere owner = 'O''Hara' and since <= :as_of"


def test_a_day_is_a_date_where_the_engine_has_dates() -> None:
    values = {"as_of": Day(2026, 11, 22)}
    assert filled(":as_of", "spark", values) == "DATE '2026-11-22'"
    assert filled(":as_of", "sqlite", values) == "'2026-11-22'"


@pytest.mark.parametrize("name", ENGINES)
def test_a_text_with_quotes_and_strokes_finds_just_its_owner(name: str) -> None:
    odd = "O'Hara \\ 'x"
    own = deal("acme 100 verify 12-01", "09-01 stage=verify", owner=odd)
    book = written(own)
    engine = ENGINES[name](star("ours", book, book_on(book, Day(2026, 11, 1))))
    months = {"start_day": Day(2026, 12, 1), "end_day": Day(2027, 1, 1)}
    rows = engine.ask("waterfall", opening=Day(2026, 8, 1), closing=Day(2026, 10, 1), owner=odd, **months)
    assert {row["bar"] for row in rows} == {"new", "end"}


def test_the_waterfall_leaves_out_what_was_over_before_and_stays_so() -> None:
    over = deal("gone 50 won 10-01", "08-01 stage=verify", "08-20 stage=won closed=08-20")
    book = written(MOVED, LOST_THEN_REOPENED, over)
    engine = ENGINES["duckdb"](star("ours", book, book_on(book, Day(2026, 11, 1))))
    text = question("waterfall", "duckdb")
    days: dict[str, Day | str | None] = {"opening": Day(2026, 10, 5), "closing": Day(2026, 11, 1)}
    days |= {"start_day": Day(2026, 12, 1), "end_day": Day(2027, 1, 1), "owner": None}
    seen = text[: text.index(", looks as (")] + " select distinct deal from seen"  # noqa: S608 - ours
    assert [row["deal"] for row in engine.run(filled(seen, "duckdb", days))] == ["acme"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_question_asks_whether_there_is_a_row_before_by_what_it_holds(dialect: str) -> None:
    """ClickHouse gives 0 and an empty text before the first row, where others give NULL."""
    whole = question("waterfall", dialect).lower()
    text = re.sub(r"--.*", "", whole)
    assert not re.search(r"(not )?\b(was_in|old_(stage|close|currency)) is (not )?null", text)
    assert not re.search(r"\bcoalesce\((was_in|old_(stage|close|currency))", text)
