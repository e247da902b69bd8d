-- How long deals stay in each stage, as known on :as_of, by owner: so many `stays` took so many `days`, those
-- of them that still run with their days so far. With days, only the stays that ended from :start_day up to,
-- not including, :end_day, and those that run; with null for both, all. The median is that of all the stays.
SELECT
  stays.book AS book,
  stays.stage AS stage,
  stays.place AS place,
  owner,
  team,
  region,
  CAST((JULIANDAY(COALESCE(left_on, :as_of)) - JULIANDAY(stays.entered)) AS INTEGER) AS days,
  left_on IS NULL AS is_running,
  COUNT(*) AS stays
FROM stays
JOIN versions
  ON versions.book = stays.book AND versions.deal = stays.deal
JOIN stages
  ON stages.book = stays.book AND stages.place = stays.place
WHERE
  stays.since <= :as_of
  AND :as_of < stays.until
  AND versions.since <= :as_of
  AND :as_of < versions.until
  AND NOT is_removed
  AND category <> 'omitted'
  AND NOT stays.entered IS NULL
  AND (
    NOT left_on IS NULL OR is_open
  )
  AND (
    :start_day IS NULL
    OR left_on IS NULL
    OR left_on >= :start_day
    AND left_on < :end_day
  )
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8
