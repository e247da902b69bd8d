-- How many deals get through each stage, as known on :as_of, by owner: of those that entered the stage or a
-- later one so many `passed` on to a later one or to won, so many were `lost`, and so many are `waiting`.
-- With days, only what was decided from :start_day up to, not including, :end_day; with null for both, all.
-- `unknown` came into a later stage first, or are known by their outcome alone. Conversion is
-- passed / (passed + lost); a deal is counted once a stage, so stages do not add.
with own as (
  select book, deal, owner, team, region, stage, closed
  from versions
  where since <= :as_of and :as_of < until and not is_removed and category <> 'omitted'
), visits as (
  select stays.book as book, stays.deal as deal, visit, place,
         case when stays.stage = 'won' then coalesce(own.closed, stays.entered) else stays.entered end as entered,
         min(visit) over (partition by stays.book, stays.deal) as first_visit
  from stays join own on own.book = stays.book and own.deal = stays.deal
  where since <= :as_of and :as_of < until and place is not null
    and (stays.stage <> 'won' or left_on is null and own.stage = 'won')
), firsts as (
  select visits.book as book, deal, visits.place as place, entered
  from visits join stages on stages.book = visits.book and stages.place = visits.place  -- won alone tells nothing
  where visit = first_visit
), ways as (
  select own.book as book, own.deal as deal, owner, team, region, own.stage as stage_now, closed,
         stages.stage as stage, stages.place as place,
         case when firsts.deal is not null and (firsts.entered is not null or firsts.place <= stages.place)
              then 1 else 0 end as is_known,
         min(case when visits.place > stages.place then visits.entered end) as passed_on,
         max(case when visits.place >= stages.place then 1 else 0 end) as came_here
  from own join stages on stages.book = own.book
  left join firsts on firsts.book = own.book and firsts.deal = own.deal
  left join visits on visits.book = own.book and visits.deal = own.deal
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
)
select book, stage, place, owner, team, region,
       sum(case when is_known = 1 and passed_on is not null
                 and (:start_day is null or passed_on >= :start_day and passed_on < :end_day)
                then 1 else 0 end) as passed,
       sum(case when is_known = 1 and passed_on is null and came_here = 1 and stage_now = 'lost'
                 and (:start_day is null or closed >= :start_day and closed < :end_day)
                then 1 else 0 end) as lost,
       sum(case when is_known = 1 and passed_on is null and came_here = 1
                 and (stage_now is null or stage_now <> 'lost')
                then 1 else 0 end) as waiting,
       sum(1 - is_known) as unknown
from ways
group by 1, 2, 3, 4, 5, 6
