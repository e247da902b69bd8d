-- How many deals get through each stage, as known on :as_of, by owner: of those that entered the stage or a
-- later one so many `passed` on to a later one or to won, so many were `lost`, and so many are `waiting`.
-- With days, only what was decided from :start_day up to, not including, :end_day; with null for both, all.
-- `unknown` came into a later stage first, or are known by their outcome alone. Conversion is
-- passed / (passed + lost); a deal is counted once a stage, so stages do not add.
WITH own AS (
  SELECT
    book,
    deal,
    owner,
    team,
    region,
    stage,
    closed
  FROM versions
  WHERE
    since <= :as_of
    AND :as_of < until
    AND NOT is_removed
    AND category <> 'omitted'
), visits AS (
  SELECT
    stays.book AS book,
    stays.deal AS deal,
    visit,
    place,
    CASE
      WHEN stays.stage = 'won'
      THEN COALESCE(own.closed, stays.entered)
      ELSE stays.entered
    END AS entered,
    MIN(visit) OVER (PARTITION BY stays.book, stays.deal) AS first_visit
  FROM stays
  JOIN own
    ON own.book = stays.book AND own.deal = stays.deal
  WHERE
    since <= :as_of
    AND :as_of < until
    AND NOT place IS NULL
    AND (
      stays.stage <> 'won' OR left_on IS NULL AND own.stage = 'won'
    )
), firsts AS (
  SELECT
    visits.book AS book,
    deal,
    visits.place AS place,
    entered
  FROM visits
  JOIN stages
    ON stages.book = visits.book AND stages.place = visits.place
  WHERE
    visit = first_visit
), ways AS (
  SELECT
    own.book AS book,
    own.deal AS deal,
    owner,
    team,
    region,
    own.stage AS stage_now,
    closed,
    stages.stage AS stage,
    stages.place AS place,
    CASE
      WHEN NOT firsts.deal IS NULL
      AND (
        NOT firsts.entered IS NULL OR firsts.place <= stages.place
      )
      THEN 1
      ELSE 0
    END AS is_known,
    MIN(CASE WHEN visits.place > stages.place THEN visits.entered END) AS passed_on,
    MAX(CASE WHEN visits.place >= stages.place THEN 1 ELSE 0 END) AS came_here
  FROM own
  JOIN stages
    ON stages.book = own.book
  LEFT JOIN firsts
    ON firsts.book = own.book AND firsts.deal = own.deal
  LEFT JOIN visits
    ON visits.book = own.book AND visits.deal = own.deal
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10
)
SELECT
  book,
  stage,
  place,
  owner,
  team,
  region,
  SUM(
    CASE
      WHEN is_known = 1
      AND NOT passed_on IS NULL
      AND (
        :start_day IS NULL
        OR passed_on >= :start_day
        AND passed_on < :end_day
      )
      THEN 1
      ELSE 0
    END
  ) AS passed,
  SUM(
    CASE
      WHEN is_known = 1
      AND passed_on IS NULL
      AND came_here = 1
      AND stage_now = 'lost'
      AND (
        :start_day IS NULL
        OR closed >= :start_day
        AND closed < :end_day
      )
      THEN 1
      ELSE 0
    END
  ) AS lost,
  SUM(
    CASE
      WHEN is_known = 1
      AND passed_on IS NULL
      AND came_here = 1
      AND (
        stage_now IS NULL OR stage_now <> 'lost'
      )
      THEN 1
      ELSE 0
    END
  ) AS waiting,
  SUM(1 - is_known) AS unknown
FROM ways
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6
