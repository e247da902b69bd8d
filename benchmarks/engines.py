"""What the shipped questions take on generated facts: an organisation of 500 reps and ten years.

    python -m benchmarks.engines            some ten million versions
    python -m benchmarks.engines 20000000   deals, of which each has five versions or so: a hundred million

Needs DuckDB and some 110 MB of disk for ten million versions. Deals reopen, are removed, and are in three
currencies.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date as Day
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb

from funnel_cli.exchange.questions import filled, question

DEALS = 2_000_000

FACTS = """
copy (
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
select book, deal, since, coalesce(next, date '9999-12-31') as until, stage,
       stage not in ('won', 'lost') and not is_removed as is_open, is_removed,
       (amount * (1 + (hash(i * 37 + step) % 7 - 3.0) / 20))::decimal(22, 6) as amount, currency,
       case when hash(i * 41 + step) % 25 > 0 then since + (20 + hash(i * 43 + step) % 150)::int end
         as expected_close,
       case when stage in ('won', 'lost') then since end as closed, since as entered, owner,
       case when hash(i * 47) % 60 = 0 then 'omitted' else 'pipeline' end as category,
       (case stage when 'verify' then 0.1 when 'develop' then 0.3 when 'propose' then 0.5
                   when 'close' then 0.8 when 'won' then 1 else 0 end)::decimal(8, 6) as probability
from placed where next is null or next > since
order by until, since
) to '{path}' (format parquet, compression zstd, row_group_size 250000)
"""

OTHERS = """
create view versions as from '{path}';
create table books as select 'book' || range as book, 'CNY' as currency from range(500);
create table stages as select book, unnest(['verify', 'develop', 'propose', 'close']) as stage, 0 as place
from books;
create table rates as
select book, unnest(['EUR', 'USD']) as currency, 'CNY' as into_currency, date '2016-01-01' as since,
       date '9999-12-31' as until, 7.5::decimal(22, 6) as rate from books;
"""

TOLD = {
    "as_of": Day(2026, 11, 28), "start_day": Day(2026, 10, 1), "end_day": Day(2027, 1, 1),
    "opening": Day(2026, 10, 31), "closing": Day(2026, 11, 28), "owner": None,
}  # fmt: skip


def main(deals: int) -> None:
    """Generate the facts, ask each question three times, and print the median of the seconds."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 2}) as base:
        path = Path(folder) / "versions.parquet"
        base.execute(FACTS.format(deals=deals, path=path))
        base.execute(OTHERS.format(path=path))
        rows = base.execute("select count(*) from versions").fetchall()[0][0]
        print(f"{rows:,} versions, {path.stat().st_size / 1e6:,.0f} MB")
        for name in ("forecast", "landing", "shape", "win_rate", "waterfall"):
            text = filled(question(name, "duckdb"), "duckdb", TOLD)
            times = []
            for _ in range(3):
                start = perf_counter()
                base.execute(text).fetchall()
                times.append(perf_counter() - start)
            print(f"{name:10} {median(times):6.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else DEALS)
