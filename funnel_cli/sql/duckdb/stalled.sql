-- Which open deals stall on :as_of, by stage and owner, each currency by itself: in their stage for at least
-- its `stalled_from` days, with no next step ahead, neither paused nor omitted. `unaged` are those that do not
-- rest either and of which nobody knows when they came into their stage, so that nobody can tell.
with seen as (
  select versions.book as book, versions.stage as stage, stages.place as place, owner, team, region,
         currency, amount, versions.probability as probability,
         case when versions.entered is null then 1 else 0 end as is_unaged,
         case when date_diff('day', versions.entered, :as_of) >= stalled_from
               and (next_due is null or next_due < :as_of) then 1 else 0 end as is_stalled
  from versions join stages on stages.book = versions.book and stages.stage = versions.stage
  where since <= :as_of and :as_of < until and is_open and category <> 'omitted'
    and not (has_pause and (paused_since is null or paused_since <= :as_of)
             and (paused_until is null or :as_of < paused_until))
)
select book, stage, place, owner, team, region, currency,
       sum(is_stalled) as deals, sum(case when is_stalled = 1 then amount end) as total,
       sum(case when is_stalled = 1 then amount * probability end) as weighted, sum(is_unaged) as unaged
from seen
where is_stalled = 1 or is_unaged = 1
group by 1, 2, 3, 4, 5, 6, 7
