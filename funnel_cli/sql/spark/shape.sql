-- The funnel on :as_of: the open deals that count, by stage, `place` being its
-- place in the method, and owner, each currency by itself; and how many of them
-- are overdue or have no close date.
SELECT
  versions.book,
  versions.stage,
  stages.place,
  owner,
  team,
  region,
  currency,
  COUNT(*) AS deals,
  COUNT(amount) AS with_amount,
  SUM(amount) AS total,
  SUM(amount * versions.probability) AS weighted,
  SUM(CASE WHEN expected_close < :as_of THEN 1 ELSE 0 END) AS overdue,
  SUM(CASE WHEN expected_close IS NULL THEN 1 ELSE 0 END) AS undated
FROM versions
JOIN stages
  ON stages.book = versions.book AND stages.stage = versions.stage
WHERE
  since <= :as_of
  AND :as_of < until
  AND is_open
  AND category <> 'omitted'
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7
