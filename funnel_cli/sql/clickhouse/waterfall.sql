-- What changed from the end of :opening to the end of :closing among the open deals that are due from
-- :start_day up to, not including, :end_day; each currency by itself, of all owners or of :owner.
-- What became another currency is compared in the book's at the rates of :closing; without them the old
-- amount goes and the new one comes.
WITH seen AS (
  SELECT
    versions.book AS book,
    deal,
    since,
    until,
    stage,
    is_removed,
    amount,
    versions.currency AS currency,
    expected_close,
    books.currency AS home,
    COALESCE(
      is_open
      AND category <> 'omitted'
      AND expected_close >= :start_day
      AND expected_close < :end_day
      AND (
        :owner IS NULL OR owner = :owner
      ),
      FALSE
    ) AS is_in
  FROM versions
  JOIN books
    ON books.book = versions.book
  WHERE
    since <= :closing
    AND until > :opening
    AND (
      is_open OR since > :opening OR until <= :closing
    )
), looks AS (
  SELECT
    seen.*,
    ROW_NUMBER() OVER w AS look,
    lag(is_in) OVER w AS was_in,
    lag(amount) OVER w AS old_amount,
    lag(currency) OVER w AS old_currency,
    lag(stage) OVER w AS old_stage,
    lag(expected_close) OVER w AS old_close
  FROM seen
  WINDOW w AS (PARTITION BY seen.book, seen.deal ORDER BY since)
), steps AS (
  SELECT
    book,
    deal,
    'start' AS bar,
    currency,
    amount AS worth
  FROM looks
  WHERE
    since <= :opening AND is_in
  UNION ALL
  SELECT
    book,
    deal,
    CASE
      WHEN look = 1
      THEN 'new'
      WHEN old_stage IN ('won', 'lost')
      THEN 'reopened'
      WHEN old_close >= :end_day
      THEN 'pulled_in'
      ELSE 'moved_in'
    END,
    currency,
    amount
  FROM looks
  WHERE
    since > :opening AND is_in AND (
      look = 1 OR NOT was_in
    )
  UNION ALL
  SELECT
    book,
    deal,
    CASE
      WHEN is_removed
      THEN 'removed'
      WHEN stage IN ('won', 'lost')
      THEN stage
      WHEN expected_close >= :end_day
      THEN 'pushed_out'
      ELSE 'moved_out'
    END,
    currency,
    amount
  FROM looks
  WHERE
    since > :opening AND look > 1 AND was_in AND NOT is_in
  UNION ALL
  SELECT
    book,
    deal,
    'end',
    currency,
    amount
  FROM looks
  WHERE
    until > :closing AND is_in
), stayed AS (
  SELECT
    looks.book AS book,
    deal,
    home,
    amount,
    old_amount,
    looks.currency AS currency,
    old_currency,
    CASE
      WHEN looks.currency = home
      THEN CAST(1 AS Nullable(Decimal(16, 6)))
      ELSE now.rate
    END AS rate,
    CASE
      WHEN old_currency = home
      THEN CAST(1 AS Nullable(Decimal(16, 6)))
      ELSE old.rate
    END AS old_rate,
    looks.currency <> old_currency
    AND NOT (
      amount IS NULL
    )
    AND NOT (
      old_amount IS NULL
    ) AS is_other
  FROM looks
  LEFT JOIN rates AS now
    ON now.book = looks.book
    AND now.currency = looks.currency
    AND now.into_currency = home
    AND now.since <= :closing
    AND :closing < now.until
  LEFT JOIN rates AS old
    ON old.book = looks.book
    AND old.currency = old_currency
    AND old.into_currency = home
    AND old.since <= :closing
    AND :closing < old.until
  WHERE
    looks.since > :opening AND look > 1 AND was_in
), changes AS (
  SELECT
    book,
    deal,
    CASE WHEN amount IS NULL THEN old_currency ELSE currency END AS priced_in,
    COALESCE(amount, 0) - COALESCE(old_amount, 0) AS change
  FROM stayed
  WHERE
    NOT is_other
  UNION ALL
  SELECT
    book,
    deal,
    home,
    CAST(amount AS Nullable(Decimal(21, 6))) * CAST(rate AS Nullable(Decimal(16, 6))) - CAST(old_amount AS Nullable(Decimal(21, 6))) * CAST(old_rate AS Nullable(Decimal(16, 6)))
  FROM stayed
  WHERE
    is_other AND NOT (
      rate IS NULL
    ) AND NOT (
      old_rate IS NULL
    )
), bars AS (
  SELECT
    book,
    deal,
    bar,
    currency,
    worth
  FROM steps
  UNION ALL
  SELECT
    book,
    deal,
    CASE WHEN change > 0 THEN 'increased' ELSE 'decreased' END,
    priced_in,
    CASE WHEN change > 0 THEN change ELSE 0 - change END
  FROM changes
  WHERE
    change <> 0
  UNION ALL
  SELECT
    book,
    deal,
    CASE WHEN amount > 0 THEN 'increased' ELSE 'decreased' END,
    currency,
    CASE WHEN amount > 0 THEN amount ELSE 0 - amount END
  FROM stayed
  WHERE
    is_other AND (
      rate IS NULL OR old_rate IS NULL
    )
  UNION ALL
  SELECT
    book,
    deal,
    CASE WHEN old_amount < 0 THEN 'increased' ELSE 'decreased' END,
    old_currency,
    CASE WHEN old_amount < 0 THEN 0 - old_amount ELSE old_amount END
  FROM stayed
  WHERE
    is_other AND (
      rate IS NULL OR old_rate IS NULL
    )
)
SELECT
  book,
  bar,
  currency,
  COUNT(DISTINCT deal) AS deals,
  SUM(worth) AS total
FROM bars
GROUP BY
  1,
  2,
  3
SETTINGS join_use_nulls = 1
