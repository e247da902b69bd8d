-- Which open deals stall on :as_of, by stage and owner, each currency by itself: in their stage for at least
-- its `stalled_from` days, with no next step ahead, neither paused nor omitted. `unaged` are those that do not
-- rest either and of which nobody knows when they came into their stage, so that nobody can tell.
WITH seen AS (
  SELECT
    versions.book AS book,
    versions.stage AS stage,
    stages.place AS place,
    owner,
    team,
    region,
    currency,
    amount,
    versions.probability AS probability,
    CASE WHEN versions.entered IS NULL THEN 1 ELSE 0 END AS is_unaged,
    CASE
      WHEN CAST((JULIANDAY(:as_of) - JULIANDAY(versions.entered)) AS INTEGER) >= stalled_from
      AND (
        next_due IS NULL OR next_due < :as_of
      )
      THEN 1
      ELSE 0
    END AS is_stalled
  FROM versions
  JOIN stages
    ON stages.book = versions.book AND stages.stage = versions.stage
  WHERE
    since <= :as_of
    AND :as_of < until
    AND is_open
    AND category <> 'omitted'
    AND NOT (
      has_pause
      AND (
        paused_since IS NULL OR paused_since <= :as_of
      )
      AND (
        paused_until IS NULL OR :as_of < paused_until
      )
    )
)
SELECT
  book,
  stage,
  place,
  owner,
  team,
  region,
  currency,
  SUM(is_stalled) AS deals,
  DECIMAL_SUM(CASE WHEN is_stalled = 1 THEN amount END) AS total,
  DECIMAL_SUM(CASE WHEN is_stalled = 1 THEN DECIMAL_MUL(amount, probability) END) AS weighted,
  SUM(is_unaged) AS unaged
FROM seen
WHERE
  is_stalled = 1 OR is_unaged = 1
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7
