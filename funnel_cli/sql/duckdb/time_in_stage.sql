-- How long deals stay in each stage, as known on :as_of, by owner: so many `stays` took so many `days`, those
-- of them that still run with their days so far. With days, only the stays that ended from :start_day up to,
-- not including, :end_day, and those that run; with null for both, all. The median is that of all the stays.
select stays.book as book, stays.stage as stage, stays.place as place, owner, team, region,
       date_diff('day', stays.entered, coalesce(left_on, :as_of)) as days,
       left_on is null as is_running, count(*) as stays
from stays
join versions on versions.book = stays.book and versions.deal = stays.deal
join stages on stages.book = stays.book and stages.place = stays.place
where stays.since <= :as_of and :as_of < stays.until
  and versions.since <= :as_of and :as_of < versions.until and not is_removed and category <> 'omitted'
  and stays.entered is not null and (left_on is not null or is_open)
  and (:start_day is null or left_on is null or left_on >= :start_day and left_on < :end_day)
group by 1, 2, 3, 4, 5, 6, 7, 8
