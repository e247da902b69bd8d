"""What comes in beside price and stage: people, notes, tags, odds, rests, sources, and odd rows."""

from datetime import date as Day
from decimal import Decimal

import pytest
from import_samples import METHOD, NO_WISHES, TODAY, deal, faults, kinds, plan, read

from funnel_cli.exchange.account import cures
from funnel_cli.exchange.import_plan import RowKind
from funnel_cli.exchange.incoming import incoming_of
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.exchange.units import CurrencyUnclear
from funnel_cli.records.customer import Contact, LogEntry
from funnel_cli.records.deal import Opportunity, Override, Pause


def one(text: str, wishes: ColumnMap = NO_WISHES) -> Opportunity:
    """The deal of a sheet with one good row that is taken in on `TODAY`."""
    incoming = incoming_of(as_sheet(text.encode(), "deals.csv"), wishes, METHOD, TODAY)
    assert incoming.problems == ()
    (row,) = incoming.rows
    return row.deal


def test_a_person_comes_with_title_telephone_and_mail_by_which_the_nameless_are_called() -> None:
    found = one("customer,stage,contact,position,phone,email\nAcme,verify,Lars Holm,CTO,+47 22,l@a.example\n")
    assert found.contacts == (Contact(name="Lars Holm", title="CTO", phone="+47 22", email="l@a.example"),)

    assert one("customer,stage,email\nAcme,verify,l@a.example\n").contacts[0].name == "l@a.example"


@pytest.mark.parametrize(
    ("cells", "entry"),
    [
        ("Quoted,2026-11-05,", LogEntry(date=Day(2026, 11, 5), text="Quoted")),
        (",2026-11-05,", LogEntry(date=Day(2026, 11, 5), text="last contact")),
        ("Quoted,,2026-10-01", LogEntry(date=Day(2026, 10, 1), text="Quoted")),
        ("Quoted,,", LogEntry(date=TODAY, text="Quoted")),
    ],
)
def test_notes_are_of_the_day_of_the_last_contact_if_there_is_one(cells: str, entry: LogEntry) -> None:
    assert one(f"customer,stage,notes,last contact,created\nAcme,verify,{cells}\n").log == (entry,)


def test_tags_come_each_once_and_the_domain_of_a_company_is_no_part_of_its_name() -> None:
    assert one('customer,stage,tags\nAcme,verify,"a; b,a"\n').tags == ("a", "b")

    text = "Deal Name,Deal Stage,Associated Company\nBelt,verify,Acme (acme.example)\n"
    assert deal(text).customer == "Acme"


@pytest.mark.parametrize(
    ("cell", "odds"),
    [
        ("75%", "0.75"), ("75", "0.75"), ("0.75", "0.75"), ("0,75", "0.75"), (".75", "0.75"), (",9", "0.9"),
        ("75 percent", "0.75"), ("75 Prozent", "0.75"), ("75 pct", "0.75"), ("九成", "0.9"), ("９成", "0.9"),
        ("七成五", "0.75"), ("8成半", "0.85"), ("十成", "1"), ("百分之七十五", "0.75"), ("七十五%", "0.75"),
    ],
)  # fmt: skip
def test_odds_that_are_not_the_stage_s_are_the_rep_s_own(cell: str, odds: str) -> None:
    found = one(f'customer,stage,odds\nAcme,verify,"{cell}"\n')
    assert found.probability == Override(value=Decimal(odds), date=TODAY)


def test_odds_of_the_stage_are_nothing_of_its_own() -> None:
    assert one("customer,stage,odds\nAcme,verify,10 %\n").probability is None


@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [
        ("0.9 60", ["0.9"]), ("0.9 90% 90", ["0.9"]), ("0.9 0.5 90", ["0.9", "0.5"]),
        (".9 1 60", [".9", "1"]),
        ("0.9 90% 1", []), ("1 90 0", []), ("12.5 90", []), ("0.9% 60", []), ("九成 60 0", []),
    ],
)  # fmt: skip
def test_a_fraction_among_percents_is_suspect(cells: str, doubtful: list[str]) -> None:
    rows = "".join(f"{n},verify,{cell}\n" for n, cell in enumerate(cells.split()))
    found = plan(f"customer,stage,odds\n{rows}")
    suspect = [row for row in found.rows if row.kind is RowKind.SUSPECT]
    assert [row.reasons[0].args["cell"] for row in suspect] == doubtful
    assert {(row.reasons[0].args["one"], row.reasons[0].args["other"]) for row in suspect} <= {
        ("90%", "0.9%"), ("50%", "0.5%"), ("100%", "1%"),
    }  # fmt: skip
    assert list(cures(found)) == []


@pytest.mark.parametrize("cell", ["often", "175%", "-5%", "十一成", "成", "."])
def test_what_is_no_probability_is_a_fault(cell: str) -> None:
    assert faults(f"customer,stage,odds\nAcme,verify,{cell}\n") == [(2, "bad-probability")]


@pytest.mark.parametrize(
    ("cell", "category"), [("Best Case", "best-case"), ("Commit", "commit"), ("Closed", None)]
)
def test_a_category_comes_in_where_a_mapping_names_it(cell: str, category: str | None) -> None:
    wishes = ColumnMap(columns={"category": "Forecast Category"})
    assert deal(f"customer,stage,Forecast Category\nAcme,verify,{cell}\n", wishes).category == category


def test_what_is_no_category_is_a_fault() -> None:
    wishes = ColumnMap(columns={"category": "Forecast Category"})
    assert faults("customer,stage,Forecast Category\nAcme,verify,Maybe\n", wishes) == [(2, "bad-category")]


def test_a_status_or_a_label_of_the_mapping_may_say_that_a_deal_rests() -> None:
    assert one("customer,stage,status\nAcme,develop,On hold\n").paused == Pause(since=TODAY)

    wishes = ColumnMap(stages={"Winterschlaf": "develop"}, paused=frozenset({"Winterschlaf"}))
    found = one("customer,stage\nAcme,Winterschlaf\n", wishes)
    assert (found.stage, found.paused) == ("develop", Pause(since=TODAY))


def test_a_mapping_says_which_source_is_meant_and_others_are_offered_to_be_added() -> None:
    wishes = ColumnMap(sources={"Empfehlung": "referral"})
    assert one("customer,stage,source\nAcme,verify,Empfehlung\n", wishes).source == "referral"

    (note,) = read("customer,stage,source\nAcme,verify,Cold call\nBeta,verify,Referral\n").notes
    assert note.args["command"] == 'funnel methods --add source="Cold call"'


# outcomes without a day


def test_an_outcome_without_a_day_takes_the_expected_one_or_is_a_fault() -> None:
    (row,) = read("customer,stage,expected close\nAcme,won,2026-11-03\n").rows
    assert (row.deal.closed, len(row.remarks)) == (Day(2026, 11, 3), 1)

    assert faults("customer,stage,close date\nAcme,won,\n") == [(2, "missing-close")]
    assert faults("customer,stage,close date\nAcme,won,2026-10\n") == [(2, "missing-close")]


def test_a_mapping_may_leave_rows_out_by_what_is_wrong_with_them() -> None:
    wishes = ColumnMap(leave_out=frozenset({"missing-close"}))
    found = read("customer,stage,close date\nAcme,won,\nBeta,verify,\n", wishes)
    good = [row.line for row in found.rows if row.line not in found.lacking]
    assert (good, found.problems, [bad.line for bad in found.left_out]) == (
        [3],
        (),
        [2],
    )


# rows that go on with the one above


def test_a_row_with_nothing_but_a_tag_or_what_is_not_read_goes_on_with_the_one_above() -> None:
    found = read("customer,stage,tags\nAcme,verify,a\n,,b\n,,c\nBeta,verify,\n")
    assert [row.deal.tags for row in found.rows] == [("a", "b", "c"), ()]

    text = "External ID,Opportunity,Stage,Expected Closing,Activities\n1,Belt,verify,2027-01-01,a\n,,,,b\n"
    assert (len(read(text).rows), read(text).problems) == (1, ())


# prices


def test_currency_and_scale_are_those_of_the_mapping_or_the_header_and_that_is_told() -> None:
    found = read('Customer,Stage,Amount (kEUR)\nAcme,verify,"12.5"\n')
    assert (found.rows[0].deal.amount, found.rows[0].deal.currency, len(found.notes)) == (
        Decimal("12500.0"),
        "EUR",
        1,
    )

    wishes = ColumnMap(scale=Decimal(1))
    assert deal("Customer,Stage,Amount (kEUR)\nAcme,verify,12.5\n", wishes).amount == Decimal("12.5")


def test_cents_are_divided_and_those_of_a_currency_without_them_are_a_fault() -> None:
    header = "lead_name,status_label,status_type,value,value_currency\n"
    assert deal(f"{header}Acme,verify,active,1250050,EUR\n").amount == Decimal("12500.5")
    assert faults(f"{header}Acme,verify,active,1250050,JPY\n") == [(2, "bad-amount")]


@pytest.mark.parametrize("cell", ["¥1200", "kr 1200"])
def test_a_sign_of_several_currencies_is_asked_about(cell: str) -> None:
    with pytest.raises(CurrencyUnclear):
        read(f"customer,stage,amount\nAcme,verify,{cell.replace('¥', 'kr ')}\n")


def test_a_sign_means_what_the_mapping_or_the_currency_column_says() -> None:
    wishes = ColumnMap(currencies={"kr": "SEK"})
    assert deal("customer,stage,amount\nAcme,verify,kr. 1200\n", wishes).currency == "SEK"

    assert deal("customer,stage,amount,currency\nAcme,verify,1200 kr,NOK\n").currency == "NOK"

    found = read("customer,stage,amount\nA,verify,12 €\nB,verify,EUR 13\nC,verify,14\n")
    assert [row.deal.currency for row in found.rows] == ["EUR"] * 3


def test_a_row_that_may_be_thousands_is_suspect_unless_its_currency_has_three_decimals() -> None:
    text = 'Customer,Name,Amount,Stage\nA,x,"185,000",Verify\nB,y,"142.500,00",Verify\nC,z,"420,000",Verify\n'
    assert kinds(text) == ["suspect", "new", "suspect"]

    assert kinds("customer,stage,amount\nA,verify,KWD 1.250\nB,verify,KWD 12.5\n") == ["new", "new"]


def test_what_was_rounded_is_remarked_on() -> None:
    (row,) = plan("customer,stage,amount\nAcme,verify,0.30000000000000004\n").rows
    assert len(row.reasons) == 1


@pytest.mark.parametrize("label", ["Closed Won", "Closed Lost"])
@pytest.mark.parametrize(("is_closed", "codes"), [("false", ["outcome"]), ("", [])])
def test_a_flag_that_says_open_contradicts_an_outcome_in_the_stage(
    label: str, is_closed: str, codes: list[str]
) -> None:
    text = f"Name,StageName,IsClosed,CloseDate\nERP,{label},{is_closed},2026-11-12\n"
    assert [code for _, code in faults(text)] == codes


def test_a_row_that_is_won_and_not_closed_contradicts_itself() -> None:
    text = "Name,StageName,IsClosed,IsWon,CloseDate\nERP,{},{},true,2026-11-12\n"
    found = [faults(text.format(*row)) for row in (("Verify", "false"), ("Closed Won", "0"), ("Verify", ""))]
    assert found == [[(2, "outcome")], [(2, "outcome")], []]
