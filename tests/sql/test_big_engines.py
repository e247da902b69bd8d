"""PostgreSQL, ClickHouse and Spark answer as the reports do; the slow lane, `make engines`."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date as Day
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from big_engines import in_clickhouse, in_postgres, in_spark, postgres
from engines import Engine
from equal import Question, calls_from, calls_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lives import World, days, patient, worlds
from running import new_book
from test_equal_answers import WHOLE, call_books, demand_equal, questions

from funnel_cli.exchange.book_partitions import answer_frames, answer_rows, spark_columns
from funnel_cli.records.book import Book
from funnel_cli.reports.star import FactTable, star
from funnel_cli.reports.whole_books import ASKED_WHOLE
from funnel_cli.time.history import book_on
from funnel_cli.values.period import Period

Load = Callable[[Iterable[FactTable]], Engine]


@pytest.fixture(autouse=True)
def _asked_for(pytestconfig: pytest.Config) -> None:
    if not pytestconfig.getoption("engines"):
        pytest.skip("asked for by --engines, as make engines does")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short name, which a socket's must be, that others may enter."""
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


def demand_the_same(load: Load, examples: int) -> None:
    """Hold the engine's answers against those of the reports, for books of Hypothesis."""
    demand_the_same_of_calls(load, examples)

    @given(worlds(), st.lists(questions, min_size=3, max_size=3))
    @settings(patient, max_examples=examples, phases=[Phase.generate])  # a smaller failure takes minutes
    def equal(world: World, asked: list[Question]) -> None:
        book = world.until(WHOLE)
        demand_equal(load(star("ours", book, book_on(book, WHOLE))), book, asked)

    equal()


def demand_the_same_of_calls(load: Load, examples: int) -> None:
    """Hold what the engine says of filed calls against the report."""

    @given(call_books, days)
    @settings(patient, max_examples=examples, phases=[Phase.generate])
    def equal(book: Book, on: Day) -> None:
        assert calls_from(load(star("ours", book, book_on(book, WHOLE))), on) == calls_of(book_on(book, on))

    equal()


def test_postgresql_answers_as_the_reports_do(folder: Path) -> None:
    with postgres(folder / "base") as base:
        demand_the_same(lambda tables: in_postgres(base, tables), 40)


def test_clickhouse_answers_as_the_reports_do(folder: Path) -> None:
    chdb = pytest.importorskip("chdb.session", reason="chdb is not installed")
    session = chdb.Session(str(folder / "base"))
    try:
        demand_the_same(lambda tables: in_clickhouse(folder, session, tables), 12)
    finally:
        session.close()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark on two processors of this machine, its workers running this Python."""
    found = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    build = found.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("PYSPARK_PYTHON", sys.executable)
        try:
            session = build.config("spark.sql.shuffle.partitions", "1").getOrCreate()
        except Exception as error:  # noqa: BLE001 - whatever Java lacks, it is the reason
            pytest.skip(f"Spark does not start: {error}")
        yield session
        session.stop()


@pytest.mark.filterwarnings("default")
def test_spark_answers_as_the_reports_do(folder: Path, spark: Any) -> None:
    demand_the_same(lambda tables: in_spark(folder, spark, tables), 3)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("question", ASKED_WHOLE)
def test_spark_asks_each_whole_book_as_one_machine_does(tmp_path: Path, spark: Any, question: str) -> None:
    books = {name: tmp_path / name for name in ("anna", "bo", "chen")}
    for root in books.values():
        new_book(root)
    places = [*((name, str(root)) for name, root in books.items()), ("dora", str(tmp_path / "dora"))]
    day, period = Day(2026, 11, 22), Period.span(Day(2026, 10, 1), Day(2026, 12, 31))
    some = spark.createDataFrame(places, "book string, place string").repartition(4, "book")
    work = partial(answer_frames, question=question, day=day, period=period)
    found = [row.asDict() for row in some.mapInPandas(work, spark_columns(question)).collect()]
    assert sorted(found, key=itemgetter("book")) == [
        row for place in places for row in answer_rows(question, *place, day, period)
    ]
