-- What changed from the end of :opening to the end of :closing among the open deals that are due from
-- :start_day up to, not including, :end_day; each currency by itself, of all owners or of :owner.
-- What became another currency is compared in the book's at the rates of :closing; without them the old
-- amount goes and the new one comes.
with seen as (
  select versions.book as book, deal, since, until, stage, is_removed, amount, versions.currency as currency,
         expected_close, books.currency as home,
         coalesce(is_open and category <> 'omitted' and expected_close >= :start_day
                  and expected_close < :end_day and (:owner is null or owner = :owner), false) as is_in
  from versions join books on books.book = versions.book
  where since <= :closing and until > :opening
    and (is_open or since > :opening or until <= :closing)  -- what was over and stays so moves no bar
), looks as (
  select seen.*, row_number() over w as look,  -- not `old_stage is null`: engines differ before a first row
         lag(is_in) over w as was_in, lag(amount) over w as old_amount, lag(currency) over w as old_currency,
         lag(stage) over w as old_stage, lag(expected_close) over w as old_close
  from seen window w as (partition by seen.book, seen.deal order by since)
), steps as (
  select book, deal, 'start' as bar, currency, amount as worth from looks where since <= :opening and is_in
  union all
  select book, deal, case when look = 1 then 'new' when old_stage in ('won', 'lost') then 'reopened'
                          when old_close >= :end_day then 'pulled_in' else 'moved_in' end, currency, amount
  from looks where since > :opening and is_in and (look = 1 or not was_in)
  union all
  select book, deal, case when is_removed then 'removed' when stage in ('won', 'lost') then stage
                          when expected_close >= :end_day then 'pushed_out' else 'moved_out' end, currency, amount
  from looks where since > :opening and look > 1 and was_in and not is_in
  union all
  select book, deal, 'end', currency, amount from looks where until > :closing and is_in
), stayed as (
  select looks.book as book, deal, home, amount, old_amount, looks.currency as currency, old_currency,
         case when looks.currency = home then cast(1 as decimal(16, 6)) else now.rate end as rate,
         case when old_currency = home then cast(1 as decimal(16, 6)) else old.rate end as old_rate,
         looks.currency <> old_currency and amount is not null and old_amount is not null as is_other
  from looks
  left join rates as now on now.book = looks.book and now.currency = looks.currency and now.into_currency = home
                        and now.since <= :closing and :closing < now.until
  left join rates as old on old.book = looks.book and old.currency = old_currency and old.into_currency = home
                        and old.since <= :closing and :closing < old.until
  where looks.since > :opening and look > 1 and was_in
), changes as (
  select book, deal, case when amount is null then old_currency else currency end as priced_in,
         coalesce(amount, 0) - coalesce(old_amount, 0) as change
  from stayed where not is_other
  union all
  select book, deal, home, cast(amount as decimal(21, 6)) * cast(rate as decimal(16, 6))
                           - cast(old_amount as decimal(21, 6)) * cast(old_rate as decimal(16, 6))
  from stayed where is_other and rate is not null and old_rate is not null
), bars as (
  select book, deal, bar, currency, worth from steps
  union all
  select book, deal, case when change > 0 then 'increased' else 'decreased' end, priced_in,
         case when change > 0 then change else 0 - change end
  from changes where change <> 0
  union all
  select book, deal, case when amount > 0 then 'increased' else 'decreased' end, currency,
         case when amount > 0 then amount else 0 - amount end
  from stayed where is_other and (rate is null or old_rate is null)
  union all
  select book, deal, case when old_amount < 0 then 'increased' else 'decreased' end, old_currency,
         case when old_amount < 0 then 0 - old_amount else old_amount end
  from stayed where is_other and (rate is null or old_rate is null)
)
select book, bar, currency, count(distinct deal) as deals, sum(worth) as total from bars group by 1, 2, 3
