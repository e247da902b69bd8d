-- How good filed calls were: of each period that is over on :as_of, the call that was in force on the day
-- before it, and what its owner's deals won in it, both in the book's currency. With days, only the periods
-- from :start_day up to, not including, :end_day; with null for both, all. The owner of a team's call is
-- team:NAME, nobody that of a call for the whole book. What has no rate is left out. Missed by is
-- sum(missed) / sum(won), lean (sum(said) - sum(won)) / sum(won).
WITH known AS (
  SELECT DISTINCT
    book,
    'team:' || team AS caller
  FROM teams
), called AS (
  SELECT
    calls.book AS book,
    period,
    owner,
    start_day,
    end_day,
    books.currency AS currency,
    CASE
      WHEN calls.currency = books.currency
      THEN amount
      ELSE DECIMAL_MUL(amount, rate)
    END AS said
  FROM calls
  JOIN books
    ON books.book = calls.book
  LEFT JOIN rates
    ON rates.book = calls.book
    AND rates.currency = calls.currency
    AND rates.into_currency = books.currency
    AND rates.since < start_day
    AND start_day <= rates.until
  LEFT JOIN known
    ON known.book = calls.book AND known.caller = calls.owner
  WHERE
    calls.since < start_day
    AND start_day <= calls.until
    AND (
      :start_day IS NULL
      OR start_day >= :start_day
      AND end_day <= :end_day
    )
    AND end_day <= :as_of
    AND (
      calls.currency = books.currency OR NOT rate IS NULL
    )
    AND (
      calls.owner IS NULL OR calls.owner NOT LIKE 'team:%' OR NOT known.caller IS NULL
    )
), wins AS (
  SELECT
    versions.book AS book,
    owner,
    closed,
    CASE
      WHEN versions.currency = books.currency
      THEN amount
      ELSE DECIMAL_MUL(amount, rate)
    END AS worth
  FROM versions
  JOIN books
    ON books.book = versions.book
  LEFT JOIN rates
    ON rates.book = versions.book
    AND rates.currency = versions.currency
    AND rates.into_currency = books.currency
    AND rates.since <= closed
    AND closed < rates.until
  WHERE
    versions.since <= :as_of
    AND :as_of < versions.until
    AND stage = 'won'
    AND NOT is_removed
    AND category <> 'omitted'
), whose AS (
  SELECT
    book,
    owner AS caller,
    owner
  FROM owners
  UNION ALL
  SELECT
    book,
    'team:' || team,
    owner
  FROM teams
), parts AS (
  SELECT
    called.book AS book,
    start_day,
    end_day,
    '' AS caller,
    worth
  FROM called
  JOIN wins
    ON wins.book = called.book
  WHERE
    called.owner IS NULL AND closed >= start_day AND closed < end_day
  UNION ALL
  SELECT
    called.book,
    start_day,
    end_day,
    caller,
    worth
  FROM called
  JOIN whose
    ON whose.book = called.book AND whose.caller = called.owner
  JOIN wins
    ON wins.book = called.book AND wins.owner = whose.owner
  WHERE
    closed >= start_day AND closed < end_day
), sums AS (
  SELECT
    book,
    start_day,
    end_day,
    caller,
    COALESCE(DECIMAL_SUM(worth), 0) AS won
  FROM parts
  GROUP BY
    1,
    2,
    3,
    4
), judged AS (
  SELECT
    called.book AS book,
    period,
    called.owner AS owner,
    called.start_day AS start_day,
    called.end_day AS end_day,
    currency,
    said,
    COALESCE(sums.won, 0) AS won
  FROM called
  LEFT JOIN sums
    ON sums.book = called.book
    AND sums.start_day = called.start_day
    AND sums.end_day = called.end_day
    AND sums.caller = COALESCE(called.owner, '')
)
SELECT
  book,
  period,
  owner,
  start_day,
  end_day,
  currency,
  said,
  won,
  CASE
    WHEN DECIMAL_CMP(said, won) > 0
    THEN DECIMAL_SUB(said, won)
    ELSE DECIMAL_SUB(won, said)
  END AS missed
FROM judged
