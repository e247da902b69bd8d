-- What was decided from :start_day up to, not including, :end_day, as known on :as_of: deals and amounts
-- won and lost, by owner, each currency by itself. The win rate is won / (won + lost).
SELECT
  book,
  owner,
  team,
  region,
  currency,
  SUM(CASE WHEN stage = 'won' THEN 1 ELSE 0 END) AS won_deals,
  SUM(CASE WHEN stage = 'lost' THEN 1 ELSE 0 END) AS lost_deals,
  SUM(CASE WHEN stage = 'won' THEN amount END) AS won,
  SUM(CASE WHEN stage = 'lost' THEN amount END) AS lost
FROM versions
WHERE
  since <= :as_of
  AND :as_of < until
  AND NOT is_removed
  AND category <> 'omitted'
  AND stage IN ('won', 'lost')
  AND closed >= :start_day
  AND closed < :end_day
  AND closed <= :as_of
GROUP BY
  1,
  2,
  3,
  4,
  5
