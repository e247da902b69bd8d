-- What a period comes to: won from :start_day up to, not including, :end_day, and what is still expected
-- of it, as known on :as_of, by owner, each currency by itself. Landing is the sum of the two.
select book, owner, team, region, currency,
       sum(case when stage = 'won' then 1 else 0 end) as won_deals,
       sum(case when stage = 'won' then amount end) as won,
       sum(case when stage = 'won' then 0 else 1 end) as open_deals,
       sum(case when stage <> 'won' then amount * probability end) as weighted
from versions
where since <= :as_of and :as_of < until and category <> 'omitted'
  and (is_open and expected_close >= :as_of and expected_close >= :start_day and expected_close < :end_day
       or stage = 'won' and not is_removed and closed >= :start_day and closed < :end_day)
group by 1, 2, 3, 4, 5
