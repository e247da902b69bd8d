"""Why deals stall: the clocks that ran out, the first open criterion, the method's usual causes."""

from dataclasses import replace

from arrange import METHOD, book, day, deal, step
from grids import cells, column, ids, part, texts

from funnel_cli.records.method_parts import StallCauses
from funnel_cli.render.language import Language
from funnel_cli.reports.stalled import stalled_document, stalls, unaged, usual_causes
from funnel_cli.time.standing import standings
from funnel_cli.values.message import Label

CAUSE = Label({"en": "No coach"})
METHOD_WITH_CAUSE = replace(METHOD, stages=tuple(replace(stage, stalled=(CAUSE,)) for stage in METHOD.stages))
BOOK = book(
    deal("acme 100 develop", "09-01 stage=develop", log="call:11-10"),
    deal("belt 900 propose", "08-01 stage=propose", log="visit:09-01"),
    deal("crane 100 develop", "09-01 stage=develop", next_step=step("12-01")),
    deal("dale 100 develop", "11-01 stage=develop"),
    deal("echo 100 verify", "08-01 stage=verify", ticks="need:11-19 credit:11-20"),
    method=METHOD_WITH_CAUSE,
)
STALLS = stalls(standings(BOOK), BOOK)


def test_a_stalled_deal_is_told_with_its_clocks_what_is_missing_and_what_to_do() -> None:
    assert [each.standing.deal.id for each in STALLS] == ["belt", "acme", "echo"]
    assert [[clock.id for clock in each.clocks] for each in STALLS] == [
        ["stage", "silence"],
        ["stage"],
        ["stage"],
    ]
    assert [each.missing and each.missing.id for each in STALLS] == ["funds", "plan", None]
    assert [each.action for each in STALLS] == [
        'funnel log belt "…" --next "…" --due +1w',
        'funnel check acme plan --evidence "…"',
        "funnel promote echo",
    ]

    table = part(stalled_document(STALLS, BOOK), "stalled")
    assert cells(table, "id", "days", "limit", "silent") == [
        ("belt", 113, 60, 82),
        ("acme", 82, 60, 12),
        ("echo", 113, 60, 2),
    ]
    assert ids(table, "missing") == ["funds", "plan", None]


def test_what_a_stall_usually_means_is_said_once_a_stage() -> None:
    notes = stalled_document((*STALLS, *STALLS), BOOK, is_whole=True).notes
    assert texts(notes) == ["In {stage} it usually means: {causes}."] * 3 + ["Begin with: {command}"]


def test_nothing_stalled_is_said() -> None:
    empty = stalled_document((), book())
    assert (empty.lines, empty.notes, column(part(empty, "stalled"), "id")) == ((), (), [])


def test_deals_of_which_nobody_knows_how_long_they_stayed_are_counted_and_said() -> None:
    known = book(deal("a 1 verify", created=day("01-01")), deal("b 1 won", closed=day("10-01")))
    count = unaged(standings(known))
    said = stalled_document((), known, unknown=count)
    assert (count, said.head["unknown"]) == (1, 1)
    assert texts(said.lines) == [
        "{count:deal|deals} more, typed or imported: since when in their stage nobody knows."
    ]


def test_the_cause_is_that_of_the_clock_that_ran_out() -> None:
    by = StallCauses(silence=(Label({"en": "Nobody calls"}),), step=(Label({"en": "Nobody acts"}),))
    method = replace(
        METHOD_WITH_CAUSE, stages=tuple(replace(s, stalled_by=by) for s in METHOD_WITH_CAUSE.stages)
    )
    known = book(
        deal("fox 100 develop", "09-01 stage=develop", log="call:11-10"),
        deal("gale 100 develop", "09-01 stage=develop", log="call:11-10", next_step=step("11-12")),
        deal("hill 100 develop", "09-01 stage=develop", log="call:09-10", next_step=step("11-12")),
        deal("iron 100 develop", "09-01 stage=develop"),
        method=method,
    )
    found = {each.standing.deal.id: each for each in stalls(standings(known), known)}
    document = stalled_document(tuple(found.values()), known)
    assert {id: [clock.id for clock in each.clocks] for id, each in found.items()} == {
        "fox": ["stage"],
        "gale": ["stage", "step"],
        "hill": ["stage", "silence", "step"],
        "iron": ["stage", "silence"],
    }
    assert {id: each.action for id, each in found.items()} == {
        "fox": 'funnel check fox plan --evidence "…"',
        "gale": "funnel set gale due=+1w",
        "hill": 'funnel log hill "…" --next "…" --due +1w',
        "iron": 'funnel log iron "…" --next "…" --due +1w',
    }
    assert dict(zip(found, texts(column(part(document, "stalled"), "cause")), strict=True)) == {
        "fox": "“{criterion}” is open",
        "gale": "{days:day|days} late: {action}",
        "hill": "no contact for {days:day|days}",
        "iron": "no contact at all",
    }
    assert {id: [cause.texts["en"] for cause in usual_causes(each)] for id, each in found.items()} == {
        "fox": ["No coach"],
        "gale": ["Nobody acts"],
        "hill": ["Nobody calls", "Nobody acts"],
        "iron": ["Nobody calls"],
    }
    whole = stalled_document(tuple(found.values()), known, is_whole=True)
    assert list(map(Language().say, whole.notes[:-1])) == [
        "In Develop it usually means: No coach.",
        "In Develop (next step overdue) it usually means: Nobody acts.",
        "In Develop (silence) it usually means: Nobody calls.",
    ]
