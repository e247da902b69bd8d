"""What the shipped questions take on generated facts: an organisation of 500 reps and ten years.

    python -m benchmarks.engines            some fourteen million versions
    python -m benchmarks.engines 15000000   deals, of which each has seven versions or so: a hundred million
    python -m benchmarks.engines 15000000 forecast waterfall   these questions alone

Needs DuckDB and some 200 MB of disk for ten million versions; where PySpark can be imported, it is asked too,
and so is pipeline-diff, where it is installed, about as many of the deals as it can take. Deals reopen, are
removed, and are in three currencies. Then 500 books of a rep each are written, their facts are exported, and
exported again when five of them have changed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date as Day
from functools import partial
from pathlib import Path
from statistics import median
from subprocess import run
from time import perf_counter
from typing import Any

import duckdb

from benchmarks.invented import invented_book
from funnel_cli.exchange.fact_engines import QUESTIONS, filled, question

DEALS = 2_000_000

SLOW = 30
"""A question that takes more seconds is asked once."""

FOR_PEER = 20_000
"""So many deals are given to a neighbour, which holds them all in memory."""

BOOKS, OF_A_BOOK, CHANGED = 500, 40, 5
"""So many books of so many deals, of which so many change."""

PLACED = """
create view placed as
with deals as (
  select i, 'book' || (hash(i) % 500) as book, 'd' || i as deal, 'rep' || (hash(i) % 500) as owner,
         date '2016-11-28' + (hash(i * 7) % 3640)::int as created, 3 + (hash(i * 11) % 9)::int as steps,
         (hash(i * 13) % 400 + 5) * 1000.25 as amount,
         ['EUR', 'USD', 'CNY'][(least(hash(i * 17) % 10, 2) + 1)::int] as currency
  from range({deals}) t(i)
), days as (
  select deals.*, step, created + (step * (6 + hash(i * 19) % 25) + hash(i * 31 + step) % 6)::int as since
  from deals, lateral (select unnest(range(steps)) as step)
), placed as (
  select days.*, lead(since) over (partition by i order by since, step) as next,
         case when step = steps - 2 and hash(i * 53) % 50 = 0 then 'lost'
              when step = steps - 1 then case when hash(i * 23) % 100 < 38 then 'won' else 'lost' end
              when step < 0.3 * steps then 'verify' when step < 0.55 * steps then 'develop'
              when step < 0.8 * steps then 'propose' else 'close' end as stage,
         step = steps - 1 and hash(i * 59) % 40 = 0 as is_removed
  from days where since <= date '2026-11-28'
)
select * from placed
"""

VERSIONS = """
copy (
select book, deal, since, coalesce(next, date '9999-12-31') as until, stage,
       stage not in ('won', 'lost') and not is_removed as is_open, is_removed,
       (amount * (1 + (hash(i * 37 + step) % 7 - 3.0) / 20))::decimal(22, 6) as amount, currency,
       case when hash(i * 41 + step) % 25 > 0 then since + (20 + hash(i * 43 + step) % 150)::int end
         as expected_close,
       case when stage in ('won', 'lost') then since end as closed, since as entered, owner,
       case when hash(i * 47) % 60 = 0 then 'omitted' else 'pipeline' end as category,
       (case stage when 'verify' then 0.1 when 'develop' then 0.3 when 'propose' then 0.5
                   when 'close' then 0.8 when 'won' then 1 else 0 end)::decimal(8, 6) as probability,
       hash(i * 61) % 90 = 0 as has_pause, null::date as paused_since, null::date as paused_until,
       case when hash(i * 67) % 3 > 0 then since + (hash(i * 71 + step) % 40)::int end as next_due,
       'team' || (hash(i) % 25) as team, 'region' || (hash(i * 73) % 12) as region
from placed where next is null or next > since
order by until, since
) to '{folder}/versions.parquet' (format parquet, compression zstd, row_group_size 250000)
"""

STAYS = """
copy (
with moves as (
  select *, lag(stage) over (partition by i order by since, step) as before
  from placed where next is null or next > since
), visits as (
  select book, deal, since as entered, stage,
         row_number() over (partition by i order by since) - 1 as visit,
         lead(since) over (partition by i order by since) as left_on
  from moves where before is null or before <> stage
), known as (
  select *, entered as since, coalesce(left_on, date '9999-12-31') as until, null::date as gone from visits
  union all
  select *, left_on, date '9999-12-31', left_on from visits where left_on is not null
)
select book, deal, visit, since, until, stage,
       case stage when 'verify' then 0 when 'develop' then 1 when 'propose' then 2 when 'close' then 3
                  when 'won' then 4 end as place, entered, gone as left_on
from known order by until, since
) to '{folder}/stays.parquet' (format parquet, compression zstd, row_group_size 250000)
"""

OTHERS = """
create table books as select 'book' || range as book, 'CNY' as currency from range(500);
create table stages as
select book, unnest(['verify', 'develop', 'propose', 'close']) as stage, unnest(range(4)) as place,
       unnest([60, 180, 240, 60]) as stalled_from
from books;
create table rates as
select book, unnest(['EUR', 'USD']) as currency, 'CNY' as into_currency, date '2016-01-01' as since,
       date '9999-12-31' as until, 7.5::decimal(22, 6) as rate from books;
create table owners as select 'book' || range as book, 'rep' || range as owner from range(500);
create table teams as select book, 'team' || range % 25 as team, 'rep' || range as owner
from (select range, 'book' || range as book from range(500));
create table calls as
select 'book' || range as book, strftime(start_day, '%Y-%m') as period, start_day,
       (start_day + interval 1 month)::date as end_day, 'rep' || range as owner, start_day - 5 as since,
       date '9999-12-31' as until, (hash(range, start_day) % 4000 * 1000)::decimal(22, 6) as amount,
       'CNY' as currency
from range(500), (select unnest(generate_series(date '2017-01-01', date '2026-10-01', interval 1 month))::date
                  as start_day);
"""

SOME = """
create table versions as from '{folder}/versions.parquet' where substr(deal, 2)::int < {deals}
"""

FOR_PIPELINE_DIFF = {
    "deals": """
select deal as id, deal as name, amount::double as amount, expected_close::varchar as close_date,
       owner as owner_id, 'default' as pipeline, stage,
       case stage when 'won' then 'Closed' else 'Pipeline' end as forecast_category,
       min(since) over (partition by deal)::varchar || 'T08:00:00Z' as created_at,
       case when is_removed then since::varchar || 'T08:00:00Z' end as deleted_at
from versions qualify until = date '9999-12-31' order by deal""",
    "history": """
select deal as deal_id, unnest(['stage', 'amount', 'close_date']) as field,
       unnest([to_json(stage), to_json(amount::double), to_json(expected_close::varchar)]) as value,
       since::varchar || 'T08:00:00Z' as changed_at, 'made' as source
from versions order by deal, since""",
    "owners": "select distinct owner as id, owner as name from versions order by 1",
}  # fmt: skip
"""What pipeline-diff keeps of a CRM, one file of lines of JSON each."""

TABLES = ("books", "stages", "rates", "owners", "teams", "calls")

TOLD = {
    "as_of": Day(2026, 11, 28), "start_day": Day(2026, 10, 1), "end_day": Day(2027, 1, 1),
    "opening": Day(2026, 10, 31), "closing": Day(2026, 11, 28), "owner": None,
}  # fmt: skip


def main(deals: int, only: list[str]) -> None:
    """Generate the facts, ask each engine each question three times, and print the median of the seconds."""
    questions = [each.id for each in QUESTIONS if each.id in only or not only]
    with tempfile.TemporaryDirectory() as folder:
        with duckdb.connect(config={"threads": 2}) as base:
            _generate(base, Path(folder), deals)
            rows = base.execute("select count(*) from versions").fetchall()[0][0]
            size = sum(each.stat().st_size for each in Path(folder).glob("*.parquet")) / 1e6
            print(f"{rows:,} versions, {size:,.0f} MB")
            _ask("DuckDB", "duckdb", questions, lambda text: base.execute(text).fetchall())
        if importlib.util.find_spec("pyspark"):
            _ask_spark(Path(folder), questions)
        if shutil.which("pipeline-diff"):
            _ask_pipeline_diff(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        for figure, seconds in _books(Path(folder)):
            print(f"{figure:40} {seconds:8.2f} s")


def _generate(base: duckdb.DuckDBPyConnection, folder: Path, deals: int) -> None:
    """Write the facts as Parquet into the folder, and let the base have them."""
    base.execute(PLACED.format(deals=deals))
    for text in (VERSIONS, STAYS):
        base.execute(text.format(folder=folder))
    for name in ("versions", "stays"):
        base.execute(f"create view {name} as from '{folder}/{name}.parquet'")
    base.execute(OTHERS)
    for name in TABLES:
        base.execute(f"copy {name} to '{folder}/{name}.parquet'")


def _ask(engine: str, dialect: str, questions: list[str], ask: Callable[[str], object]) -> None:
    for each in questions:
        text = filled(question(each, dialect), dialect, TOLD)
        times = [_seconds(partial(ask, text))]
        while len(times) < 3 and times[0] < SLOW:
            times.append(_seconds(partial(ask, text)))
        print(f"{engine:8} {each:14} {median(times):8.2f} s", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _ask_spark(folder: Path, questions: list[str]) -> None:
    """The same of Spark, on two processors and with the memory of a laptop."""
    pyspark: Any = importlib.import_module("pyspark.sql")
    build = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    build = build.config("spark.driver.memory", "8g").config("spark.sql.shuffle.partitions", "4")
    spark = build.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for name in ("versions", "stays", *TABLES):
        spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    _ask("Spark", "spark", questions, lambda text: spark.sql(text).collect())
    spark.stop()


def _ask_pipeline_diff(folder: Path) -> None:
    """What changed in a month, of pipeline-diff, and of DuckDB about the same deals."""
    source = folder / "peer" / "made"
    source.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2}) as base:
        for name in TABLES:
            base.execute(f"create view {name} as from '{folder}/{name}.parquet'")
        base.execute(SOME.format(folder=folder, deals=FOR_PEER))
        for name, text in FOR_PIPELINE_DIFF.items():
            base.execute(f"copy ({text}) to '{source}/{name}.jsonl' (format json)")
        _ask("DuckDB", "duckdb", ["waterfall"], lambda text: base.execute(text).fetchall())
    stages = [
        {"id": id, "label": id, "order": place, "is_closed": id in ("won", "lost"), "is_won": id == "won",
         "forecast": "Closed" if id == "won" else "Pipeline"}
        for place, id in enumerate(("verify", "develop", "propose", "close", "won", "lost"))
    ]  # fmt: skip
    pipeline = {"id": "default", "label": "default", "stages": stages}
    (source / "pipelines.jsonl").write_text(json.dumps(pipeline), encoding="utf-8")
    (source / "sync.json").write_text(
        json.dumps({"synced_at": f"{TOLD['closing']}T20:00:00Z"}), encoding="utf-8"
    )
    words = [
        "pipeline-diff",
        "--data-dir",
        str(source.parent),
        "report",
        "made",
        "--out",
        str(folder / "said"),
    ]
    seconds = _seconds(
        lambda: run([*words, "--start", str(TOLD["opening"])], check=True, capture_output=True)
    )
    print(f"pipeline-diff, {FOR_PEER:,} deals {seconds:8.2f} s")


def _books(folder: Path) -> Iterator[tuple[str, float]]:
    """What exporting the facts of many books takes, all at first, then those that have changed."""
    for number in range(BOOKS):
        invented_book(folder / "books" / f"rep{number:03}", OF_A_BOOK, seed=number)
    exporting = _export(folder)
    yield f"export of {BOOKS} books", exporting
    base = duckdb.connect()
    places = f"{folder}/facts/book=*/*.parquet"
    ((facts,),) = base.read_parquet(places, union_by_name=True).aggregate("count(*)").fetchall()
    yield f"  {facts:,} facts, {facts / exporting:,.0f} a second; nothing changed", _export(folder)
    for number in range(CHANGED):
        deal = folder / "books" / f"rep{number:03}" / "data" / "opportunities" / "deal-00000.yaml"
        text = deal.read_text(encoding="utf-8")
        deal.write_text(text.replace("amount: ", "amount: 1", 1), encoding="utf-8")
    yield f"  {CHANGED} of them changed", _export(folder)


def _export(folder: Path) -> float:
    """The seconds that a run of the program takes for all the books."""
    start = perf_counter()
    words = ["-m", "funnel_cli", "--as-of", "2026-11-22", "export", "facts", str(folder / "books")]
    run([sys.executable, *words, "-o", str(folder / "facts"), "-q"], check=True)
    return perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else DEALS, sys.argv[2:])
