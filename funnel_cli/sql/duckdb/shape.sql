-- The funnel on :as_of: the open deals that count, by stage, `place` being its
-- place in the method, and owner, each currency by itself; and how many of them
-- are overdue or have no close date.
select versions.book, versions.stage, stages.place, owner, team, region, currency,
       count(*) as deals, count(amount) as with_amount,
       sum(amount) as total, sum(amount * versions.probability) as weighted,
       sum(case when expected_close < :as_of then 1 else 0 end) as overdue,
       sum(case when expected_close is null then 1 else 0 end) as undated
from versions join stages on stages.book = versions.book and stages.stage = versions.stage
where since <= :as_of and :as_of < until and is_open and category <> 'omitted'
group by 1, 2, 3, 4, 5, 6, 7
