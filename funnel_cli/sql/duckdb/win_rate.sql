-- What was decided from :start_day up to, not including, :end_day, as known on :as_of: deals and amounts
-- won and lost, by owner, each currency by itself. The win rate is won / (won + lost).
select book, owner, team, region, currency,
       sum(case when stage = 'won' then 1 else 0 end) as won_deals,
       sum(case when stage = 'lost' then 1 else 0 end) as lost_deals,
       sum(case when stage = 'won' then amount end) as won,
       sum(case when stage = 'lost' then amount end) as lost
from versions
where since <= :as_of and :as_of < until and not is_removed and category <> 'omitted'
  and stage in ('won', 'lost') and closed >= :start_day and closed < :end_day and closed <= :as_of
group by 1, 2, 3, 4, 5
