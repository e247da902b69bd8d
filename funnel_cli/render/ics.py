"""The diary of a document as a calendar that Outlook, Google, Apple and a phone read (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from datetime import date as Day

from funnel_cli.render.clean import clean, clean_lines
from funnel_cli.render.language import Language
from funnel_cli.values.errors import UsageRefused
from funnel_cli.values.message import N_
from funnel_cli.values.table import Diary


class NoDaysForCalendar(UsageRefused):
    """An answer that is no list of days was asked for as a calendar."""

    sentence = N_("This answer has no days for a calendar.")
    cure = N_("Next steps have: funnel export next -o FILE.ics")
    code = "no_calendar"


class OneFormForCalendar(UsageRefused):
    """An option that picks tables or columns was given, and a calendar has neither."""

    sentence = N_("A calendar has its own form; {option} does not go with it.")
    cure = N_("Leave it out, or write a table: -o FILE.csv")
    code = "no_calendar"


_MORNING = timedelta(hours=9)
"""When on its day a reminder rings."""


def as_calendar(diary: Diary, language: Language, day: Day) -> str:
    """The text of an .ics file: an event of a whole day for each appointment, stamped with `day`.

    Lines end in CRLF and have at most 75 octets. The same diary on the same day gives the same text.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//sales-funnel//funnel//EN")
    calendar.add("x-wr-calname", language.say(diary.title))
    stamp = datetime.combine(day, time(), UTC)
    for each in diary.appointments:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", each.day)
        event.add("summary", clean(" ".join(language.say(each.title).split())))
        if each.lines:
            event.add("description", clean_lines("\n".join(map(language.say, each.lines))))
        event.add("categories", [language.say(each.kind)])
        event.add("transp", "TRANSPARENT")
        if each.reminder is not None:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", event["summary"])
            alarm.add("trigger", _MORNING - timedelta(days=each.reminder))
            event.add_component(alarm)
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
