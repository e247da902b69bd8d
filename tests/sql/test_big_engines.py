"""PostgreSQL, ClickHouse and Spark answer as the reports do; the slow lane, `make engines`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from big_engines import in_clickhouse, in_postgres, in_spark, postgres
from engines import Engine
from equal import Question
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lives import World, patient, worlds
from test_equal_answers import WHOLE, demand_equal, questions

from funnel_cli.reports.star import FactTable, star
from funnel_cli.time.history import book_on

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

    @given(worlds(), st.lists(questions, min_size=3, max_size=3))
    @settings(patient, max_examples=examples, phases=[Phase.generate])  # a smaller failure takes minutes
    def equal(world: World, asked: list[Question]) -> None:
        book = world.until(WHOLE)
        demand_equal(load(star("ours", book, book_on(book, WHOLE))), book, asked)

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


@pytest.mark.filterwarnings("default")
def test_spark_answers_as_the_reports_do(folder: Path) -> None:
    spark = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    build = spark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    try:
        session = build.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    except Exception as error:  # noqa: BLE001 - whatever Java lacks, it is the reason
        pytest.skip(f"Spark does not start: {error}")
    try:
        demand_the_same(lambda tables: in_spark(folder, session, tables), 3)
    finally:
        session.stop()
