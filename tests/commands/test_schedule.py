import plistlib
import re
import shlex

from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.commands.schedule import TIMERS, Job, cron, launchd, schtasks, systemd
from funnel_cli.store.system import usual_timer

WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
WORDS = st.lists(WORD, min_size=1, max_size=4)
WEEKLY = Job("funnel-review", ("funnel", "review"), 7, weekday=1)
MONTHLY = Job("funnel-month", ("funnel", "export", "month"), 6, day=1)


@given(WORDS)
def test_a_shell_reads_the_words_of_a_cron_line_as_they_were(words: list[str]) -> None:
    line = cron([Job("x", words, 7, weekday=1)])
    command = line.removeprefix("0 7 * * 1 ").removesuffix("\n")
    assert shlex.split(command.replace(r"\%", "%")) == words
    assert not re.search(r"(?<!\\)%", command)


@given(WORDS)
def test_a_property_list_holds_the_words_as_they_are(words: list[str]) -> None:
    text = launchd([Job("x", words, 7, weekday=1)]).partition("\n")[2]
    assert plistlib.loads(text.encode("utf-8"))["ProgramArguments"] == words


@given(WORDS)
def test_a_unit_holds_the_words_as_they_are(words: list[str]) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", systemd([Job("x", words, 7, weekday=1)]), re.MULTILINE)
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    assert [
        re.sub(r"\\(.)|(%)%|(\$)\$", lambda one: one.group(one.lastindex or 0), word) for word in found
    ] == words


def test_each_machine_has_a_timer_that_says_the_day_and_the_hour_in_its_own_way() -> None:
    jobs = (WEEKLY, MONTHLY)
    assert cron(jobs).splitlines() == ["0 7 * * 1 funnel review", "0 6 1 * * funnel export month"]
    assert re.findall("OnCalendar=(.*)", systemd(jobs)) == ["Mon *-*-* 07:00", "*-*-01 06:00"]
    assert re.findall("/SC .*? /ST [0-9:]+", schtasks(jobs)) == [
        "/SC WEEKLY /D MON /ST 07:00",
        "/SC MONTHLY /D 1 /ST 06:00",
    ]

    job = Job("x", (r"C:\My Deals\funnel.exe", "review"), 7, weekday=1)
    assert r'/TR "\"C:\My Deals\funnel.exe\" review"' in schtasks([job])

    assert usual_timer() in TIMERS
