-- What is expected: the open deals due from :start_day up to, not including, :end_day, as known on :as_of,
-- by month, stage and owner with team and region, each currency by itself; a deal without an amount counts in
-- the book's own. An overdue deal is in no forecast, nor an omitted one.
select versions.book, substring(cast(expected_close as varchar), 1, 7) as month, stage, owner, team, region,
       case when amount is null then books.currency else versions.currency end as currency,
       count(*) as deals, count(amount) as with_amount,
       sum(amount) as total, sum(amount * probability) as weighted
from versions join books on books.book = versions.book
where since <= :as_of and :as_of < until
  and is_open and category <> 'omitted'
  and expected_close >= :as_of and expected_close >= :start_day and expected_close < :end_day
group by 1, 2, 3, 4, 5, 6, 7
