-- What is expected: the open deals due from :start_day up to, not including, :end_day, as known on :as_of,
-- by month, stage and owner with team and region, each currency by itself; a deal without an amount counts in
-- the book's own. An overdue deal is in no forecast, nor an omitted one.
SELECT
  versions.book,
  SUBSTRING(CAST(expected_close AS STRING), 1, 7) AS month,
  stage,
  owner,
  team,
  region,
  CASE WHEN amount IS NULL THEN books.currency ELSE versions.currency END AS currency,
  COUNT(*) AS deals,
  COUNT(amount) AS with_amount,
  SUM(amount) AS total,
  SUM(amount * probability) AS weighted
FROM versions
JOIN books
  ON books.book = versions.book
WHERE
  since <= :as_of
  AND :as_of < until
  AND is_open
  AND category <> 'omitted'
  AND expected_close >= :as_of
  AND expected_close >= :start_day
  AND expected_close < :end_day
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7
