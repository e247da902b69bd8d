-- What a period comes to: won from :start_day up to, not including, :end_day, and what is still expected
-- of it, as known on :as_of, by owner, each currency by itself. Landing is the sum of the two.
SELECT
  book,
  owner,
  team,
  region,
  currency,
  SUM(CASE WHEN stage = 'won' THEN 1 ELSE 0 END) AS won_deals,
  SUM(CASE WHEN stage = 'won' THEN amount END) AS won,
  SUM(CASE WHEN stage = 'won' THEN 0 ELSE 1 END) AS open_deals,
  SUM(CASE WHEN stage <> 'won' THEN amount * probability END) AS weighted
FROM versions
WHERE
  since <= :as_of
  AND :as_of < until
  AND category <> 'omitted'
  AND (
    is_open
    AND expected_close >= :as_of
    AND expected_close >= :start_day
    AND expected_close < :end_day
    OR stage = 'won'
    AND NOT is_removed
    AND closed >= :start_day
    AND closed < :end_day
  )
GROUP BY
  1,
  2,
  3,
  4,
  5
