-- How good filed calls were: of each period that is over on :as_of, the call that was in force on the day
-- before it, and what its owner's deals won in it, both in the book's currency. With days, only the periods
-- from :start_day up to, not including, :end_day; with null for both, all. The owner of a team's call is
-- team:NAME, nobody that of a call for the whole book. What has no rate is left out. Missed by is
-- sum(missed) / sum(won), lean (sum(said) - sum(won)) / sum(won).
with known as (
  select distinct book, 'team:' || team as caller from teams
), called as (
  select calls.book as book, period, owner, start_day, end_day, books.currency as currency,
         case when calls.currency = books.currency then cast(amount as decimal(38, 12))
              else cast(cast(amount as decimal(21, 6)) * cast(rate as decimal(16, 6)) as decimal(38, 12)) end as said
  from calls join books on books.book = calls.book
  left join rates on rates.book = calls.book and rates.currency = calls.currency
                 and rates.into_currency = books.currency and rates.since < start_day and start_day <= rates.until
  left join known on known.book = calls.book and known.caller = calls.owner
  where calls.since < start_day and start_day <= calls.until
    and (:start_day is null or start_day >= :start_day and end_day <= :end_day) and end_day <= :as_of
    and (calls.currency = books.currency or rate is not null)
    and (calls.owner is null or calls.owner not like 'team:%' or known.caller is not null)  -- a team of today
), wins as (
  select versions.book as book, owner, closed,
         case when versions.currency = books.currency then cast(amount as decimal(38, 12))
              else cast(cast(amount as decimal(21, 6)) * cast(rate as decimal(16, 6)) as decimal(38, 12)) end as worth
  from versions join books on books.book = versions.book
  left join rates on rates.book = versions.book and rates.currency = versions.currency
                 and rates.into_currency = books.currency and rates.since <= closed and closed < rates.until
  where versions.since <= :as_of and :as_of < versions.until and stage = 'won' and not is_removed
    and category <> 'omitted'
), whose as (
  select book, owner as caller, owner from owners
  union all
  select book, 'team:' || team, owner from teams
), parts as (
  select called.book as book, start_day, end_day, '' as caller, worth
  from called join wins on wins.book = called.book
  where called.owner is null and closed >= start_day and closed < end_day
  union all
  select called.book, start_day, end_day, caller, worth
  from called
  join whose on whose.book = called.book and whose.caller = called.owner
  join wins on wins.book = called.book and wins.owner = whose.owner
  where closed >= start_day and closed < end_day
), sums as (
  select book, start_day, end_day, caller, coalesce(sum(worth), 0) as won from parts group by 1, 2, 3, 4
), judged as (
  select called.book as book, period, called.owner as owner, called.start_day as start_day,
         called.end_day as end_day, currency, said, coalesce(sums.won, 0) as won
  from called
  left join sums on sums.book = called.book and sums.start_day = called.start_day
                and sums.end_day = called.end_day and sums.caller = coalesce(called.owner, '')
)
select book, period, owner, start_day, end_day, currency, said, won,
       case when said > won then said - won else won - said end as missed
from judged
