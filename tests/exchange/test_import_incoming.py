from datetime import date as Day
from decimal import Decimal

import pytest
from import_samples import FORMATS, SHARED, deal, faults, plan, read

from funnel_cli.exchange.incoming import Incoming
from funnel_cli.exchange.labels import LabelsUnknown, NoSuchStageInMapping
from funnel_cli.exchange.mapping import ColumnMap, Entered
from funnel_cli.exchange.matching import demand_whole
from funnel_cli.records.customer import NextStep
from funnel_cli.records.deal import HistoryLine, Loss, Opportunity

STAGES = ColumnMap(
    stages={
        "Angebot": "propose",
        "Contract Sent": "close",
        "Proposal": "propose",
        "Proposition": "propose",
        "Proposal Made": "propose",
        "Proposal/Price Quote": "propose",
    }
)
CORPUS = SHARED / "corpus"


def fixture(name: str, encoding: str | None = None) -> list[Opportunity]:
    found: Incoming = read((FORMATS / name).read_bytes(), STAGES, encoding)
    assert found.problems == ()
    return [row.deal for row in found.rows]


def summary(some: Opportunity) -> tuple[object, ...]:
    return (some.customer, some.name, some.stage, str(some.amount), some.currency)


@pytest.mark.parametrize(
    ("name", "encoding", "expected"),
    [
        (
            "excel_de_semicolon_cp1252.csv",
            "cp1252",
            [
                ("Nordlicht GmbH", "Phase 2 – Förderanlage", "propose", "12500.00", "EUR"),
                ("Café Olé", "Kasse", "won", "1234.50", "EUR"),
            ],
        ),
        (
            "excel_zh_gb18030.csv",
            "gb18030",
            [
                ("北光科技", "二期项目", "propose", "125000.00", "CNY"),
                ("欧蕾咖啡", "收银系统", "verify", "34000", "CNY"),
            ],
        ),
        (
            "close_opportunities.csv",
            None,
            [("Acme GmbH", None, "propose", "12500.00", "EUR"), ("Beta AG", None, "won", "3400.50", "EUR")],
        ),
        (
            "dynamics_opportunities.csv",
            None,
            [
                ("Acme GmbH", "Pump retrofit", "propose", "12500.00", "EUR"),
                ("Beta AG", "Old bid", "lost", "800.00", "EUR"),
            ],
        ),
        (
            "odoo_leads.csv",
            None,
            [
                ("Acme GmbH", "Pump retrofit", "propose", "12500.0", None),
                ("Beta", "Old bid", "lost", "800.0", None),
            ],
        ),
        (
            "hubspot_deals.csv",
            None,
            [
                ("Nordlicht GmbH", "Nordlicht – Phase 2", "close", "12500", "EUR"),
                ("Café Olé", "Café Olé", "won", "3400", "USD"),
            ],
        ),
        (
            "pipedrive_deals.csv",
            None,
            [
                ("Nordlicht GmbH", "Nordlicht Phase 2", "propose", "12500", "EUR"),
                ("Acme", "Old bid", "lost", "800", "USD"),
            ],
        ),
        ("salesforce_dataloader.csv", None, [(None, "Nordlicht Phase 2", "propose", "12500.0", "EUR")]),
        (
            "salesforce_report.csv",
            None,
            [
                ("Nordlicht GmbH", 'Nordlicht, "Phase 2"', "propose", "12500.00", "EUR"),
                ("Café Olé", "Café Olé - POS", "won", "3400.00", "USD"),
            ],
        ),
        ("sep_line_utf16_tab.csv", None, [("Nordlicht GmbH", "Phase 2", "propose", "-1250.00", None)]),
        ("zoho_deals.csv", None, [("Nordlicht GmbH", "Nordlicht Phase 2", "propose", "12500", "EUR")]),
    ],
)
def test_every_known_export_is_understood(
    name: str, encoding: str | None, expected: list[tuple[object, ...]]
) -> None:
    assert [summary(found) for found in fixture(name, encoding)] == expected


def test_a_rep_s_own_sheet_comes_in_whole_once_its_labels_are_known() -> None:
    labels = {"Lead": "verify", "Qualified": "develop", "Quoted": "propose", "Negotiation": "close"}
    wishes = ColumnMap(stages=labels | {"On hold": "develop"})
    found = read((FORMATS / "rep_sheet.csv").read_bytes(), wishes)
    deals = {row.deal.name: row.deal for row in found.rows}
    assert (found.problems, found.columns.unread, len(deals)) == ((), (), 29)
    crane, rest = deals["Gantry crane retrofit"], deals["Centrifuge drives"]
    assert (crane.amount, crane.contacts[0].email) == (Decimal("185000.00"), "lars.holm@nordkran.example")
    assert (crane.log[0].date, crane.log[0].text) == (Day(2026, 11, 20), "Wants 36 months warranty")
    assert (crane.next_step, rest.paused is not None) == (
        NextStep(due=Day(2026, 12, 1), action="Send final price"),
        True,
    )


@pytest.mark.parametrize(
    ("name", "encoding", "expected"),
    [
        (
            "excel_de_semicolon_cp1252.csv",
            "cp1252",
            [("2026-10-18", "2027-02-28", None), ("2026-10-12", None, "2026-11-03")],
        ),
        (
            "excel_zh_gb18030.csv",
            "gb18030",
            [("2026-10-18", "2027-02-28", None), ("2026-11-03", "2027-01-05", None)],
        ),
        ("hubspot_deals.csv", None, [("2026-10-18", "2027-02-28", None), ("2026-10-12", None, "2026-11-03")]),
        (
            "pipedrive_deals.csv",
            None,
            [("2026-10-18", "2027-02-28", None), ("2026-08-01", None, "2026-09-30")],
        ),
        ("salesforce_dataloader.csv", None, [("2026-10-18", "2027-02-28", None)]),
        (
            "salesforce_report.csv",
            None,
            [("2027-01-18", "2027-02-28", None), ("2026-10-12", None, "2026-11-03")],
        ),
        ("sep_line_utf16_tab.csv", None, [(None, "2027-02-28", None)]),
        ("zoho_deals.csv", None, [("2026-10-18", "2027-02-28", None)]),
    ],
)
def test_every_known_export_keeps_its_days(
    name: str, encoding: str | None, expected: list[tuple[str | None, ...]]
) -> None:
    days = [(found.created, found.expected_close, found.closed) for found in fixture(name, encoding)]
    assert [tuple(day.isoformat() if day else None for day in some) for some in days] == expected


@pytest.mark.parametrize(
    ("name", "refs"),
    [
        ("hubspot_deals.csv", {"hubspot": "9876543210"}),
        ("pipedrive_deals.csv", {"pipedrive": "101"}),
        ("salesforce_dataloader.csv", {"salesforce": "0065e00000AAAA1AAA"}),
        ("salesforce_report.csv", {}),
        ("zoho_deals.csv", {"zoho": "zcrm_4000000000100001"}),
    ],
)
def test_foreign_ids_become_refs_of_their_system(name: str, refs: dict[str, str]) -> None:
    assert fixture(name)[0].refs == refs


def test_a_day_of_entering_gives_its_line_where_it_is_that_of_the_present_stage() -> None:
    found = deal("customer,stage,created,amount,close date\nAcme,develop,2026-01-02,5,2026-12-31\n")
    assert (found.history, found.created, found.expected_close) == ((), Day(2026, 1, 2), Day(2026, 12, 31))

    found = deal("customer,stage,engaged\nAcme,develop,2026-02-01\n", ENGAGED)
    assert found.history == (HistoryLine(date=Day(2026, 2, 1), changes={"stage": "develop"}),)

    assert deal("customer,stage,engaged\nAcme,propose,2026-02-01\n", ENGAGED).history == ()


@pytest.mark.parametrize("stage", ["Won", "Closed Won", "赢单", "Gewonnen"])
def test_an_outcome_gives_a_dated_line(stage: str) -> None:
    day = Day(2026, 3, 4)
    found = deal(f"customer,stage,close date\nAcme,{stage},2026-03-04\n")
    assert found.history == (HistoryLine(date=day, changes={"stage": "won", "closed": day}),)


def test_a_lost_deal_keeps_its_reason_in_the_methods_words_or_as_prose() -> None:
    day, loss = Day(2026, 3, 4), Loss(reason="price")
    found = deal("customer,stage,closed,lost reason\nAcme,lost,2026-03-04,价格\n")
    assert (found.lost, found.history) == (
        loss,
        (HistoryLine(date=day, changes={"stage": "lost", "closed": day, "lost": loss}),),
    )

    assert deal("customer,stage,closed,lost reason\nAcme,lost,2026-03-04,Moved away\n").lost == Loss(
        analysis="Moved away"
    )


ENGAGED = ColumnMap(entered=(Entered("engaged", "develop"),))


def test_a_day_of_entering_stands_before_the_outcome() -> None:
    found = deal("customer,stage,engaged,closed\nAcme,won,2026-02-01,2026-03-01\n", ENGAGED)
    assert [line.changes["stage"] for line in found.history] == ["develop", "won"]


def test_the_last_change_of_stage_is_the_day_of_entering() -> None:
    (found,) = fixture("salesforce_dataloader.csv")
    assert found.history == (HistoryLine(date=Day(2026, 11, 2), changes={"stage": "propose"}),)


@pytest.mark.parametrize(
    ("row", "stage"),
    [("Open,verify,,", "verify"), ("Won,verify,2026-01-01,", "won"), ("Lost,Unheard of,,2026-01-01", "lost")],
)
def test_a_status_decides_before_the_stage(row: str, stage: str) -> None:
    assert deal(f"Deal - Title,Status,Stage,Won time,Lost time\nCRM,{row}\n").stage == stage


@pytest.mark.parametrize(
    ("flags", "stage"), [("true,true", "won"), ("true,false", "lost"), ("false,false", "verify")]
)
def test_flags_decide_before_the_stage(flags: str, stage: str) -> None:
    assert deal(f"NAME,STAGENAME,ISCLOSED,ISWON,CLOSEDATE\nCRM,verify,{flags},2026-01-01\n").stage == stage


@pytest.mark.parametrize(("active", "stage"), [("False,0", "lost"), ("True,10", "verify")])
def test_an_inactive_deal_without_odds_is_lost_in_odoo(active: str, stage: str) -> None:
    header = "Opportunity,Stage,Expected Closing,Active,Probability,Closed Date"
    assert deal(f"{header}\nCRM,verify,,{active},2026-01-01\n").stage == stage


def test_the_methods_own_stage_comes_before_a_word_for_an_outcome_but_in_a_status_column() -> None:
    assert deal("客户,阶段\n北光,成交\n").stage == "close"
    assert deal("客户,阶段,状态,成交日期\n北光,验证,成交,2026-01-01\n").stage == "won"


def test_labels_that_mean_nothing_are_refused_all_at_once_and_their_rows_are_bad() -> None:
    with pytest.raises(LabelsUnknown) as refusal:
        demand_whole(plan("customer,stage\nA,Angebot\nB,Angebot\nC,Kontakt\nD,verify\n"))
    assert (refusal.value.args_by_name["labels"], refusal.value.exit_code) == (["Angebot", "Kontakt"], 5)

    assert faults("customer,stage\nA,Angebot\nD,verify\n") == [(2, "unknown-label")]


def test_a_mapping_gives_a_label_its_meaning_where_it_means_a_stage_of_the_method() -> None:
    with pytest.raises(NoSuchStageInMapping):
        read("customer,stage\nA,Angebot\n", ColumnMap(stages={"Angebot": "quoted"}))
    assert deal("customer,stage\nA,ANGEBOT\n", STAGES).stage == "propose"


def test_constants_fill_what_a_row_leaves_blank() -> None:
    wishes = ColumnMap(constants={"currency": "EUR", "source": "Referral", "owner": "ann"})
    found = deal("customer,stage,owner,amount\nAcme,verify,bob,5\n", wishes)
    assert (found.currency, found.source, found.owner) == ("EUR", "referral", "bob")


@pytest.mark.parametrize(
    ("cell", "source"), [("Fair", "Fair"), ("Trade Fair", "trade-fair"), ("展会", "展会")]
)
def test_a_source_of_no_list_is_kept_as_a_method_could_have_it(cell: str, source: str) -> None:
    assert deal(f"customer,stage,lead source\nAcme,verify,{cell}\n").source == source


def test_a_next_step_may_have_its_day() -> None:
    found = deal("customer,stage,next step,next_due\nAcme,verify,Call,2026-12-01\n")
    assert found.next_step == NextStep(due=Day(2026, 12, 1), action="Call")


@pytest.mark.parametrize("cell", ["due=2026-02-30; action=Call", "due=; then call"])
def test_what_is_not_quite_a_next_step_of_ours_is_an_action(cell: str) -> None:
    assert deal(f"customer,stage,next step\nAcme,verify,{cell}\n").next_step == NextStep(action=cell)


def test_the_symbol_of_an_amount_is_the_rows_currency_and_the_only_one_that_of_bare_amounts() -> None:
    rows = read("customer,stage,amount\nA,verify,€5\nB,verify,$6\n").rows
    assert [row.deal.currency for row in rows] == ["EUR", "USD"]

    rows = read("customer,stage,amount\nA,verify,€5\nB,verify,6\n").rows
    assert [row.deal.currency for row in rows] == ["EUR", "EUR"]


def test_an_amount_of_two_currencies_or_of_none_among_two_is_bad() -> None:
    assert faults("customer,stage,amount\nA,verify,€5\nB,verify,$6\nC,verify,7\n") == [(4, "bad-currency")]
    assert faults("customer,stage,amount,currency\nA,verify,€5,USD\n") == [(2, "bad-currency")]


def test_an_amount_stays_exact_and_has_decimal_points_in_our_own_sheet() -> None:
    assert deal("customer,stage,amount\nA,verify,9007199254740993.01\n").amount == Decimal(
        "9007199254740993.01"
    )
    assert deal("id,customer,stage,amount\na,Acme,verify,1.234\n").amount == Decimal("1.234")


def test_ids_of_ours_are_kept_in_small_letters() -> None:
    assert deal("id,customer,stage\nAcme-1,Acme,verify\n").id == "acme-1"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,verify,,,", "missing-name"), ("A,,,,,", "missing-stage"),
        ("A,,won,,,", "missing-close"), ("A,,verify,lots,,", "bad-amount"),
        ("A,,verify,,soon,", "bad-date"), ("A,,verify,,,Bitcoin", "bad-currency"),
        ("A,,verify", "csv-ragged"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_a_deal_is_bad(row: str, code: str) -> None:
    good = "Z,z,verify,5,2026-01-01,EUR"
    assert faults(f"customer,name,stage,amount,close date,currency\n{good}\n{row}\n") == [(3, code)]


@pytest.mark.parametrize(
    "text",
    [
        "name,status,stage,close date\nx,Won,Closed Lost,2026-01-01\n",
        "name,status,stage,close date\nx,Open,Closed Won,2026-01-01\n",
        "name,stage,date_deadline,active,probability\nx,verify,,False,20\n",
    ],
)
def test_a_row_that_contradicts_itself_is_bad(text: str) -> None:
    assert faults(text) == [(2, "outcome")]


def test_a_row_that_was_entered_after_its_end_or_is_paid_every_month_is_bad() -> None:
    assert faults("customer,stage,engaged,closed\nA,won,2026-03-02,2026-03-01\n", ENGAGED) == [
        (2, "date-order")
    ]

    text = "lead_name,status_type,status_label,value_period,amount\nA,active,verify,monthly,99\n"
    assert (faults(text), faults(text.replace("monthly", "one_time"))) == ([(2, "recurring")], [])


@pytest.mark.parametrize("id", ["../evil", "-rf", "con", "a b"])
def test_an_id_that_cannot_be_a_files_name_is_bad(id: str) -> None:
    assert faults(f"id,customer,stage\n{id},Acme,verify\n") == [(2, "bad-id")]


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_every_ragged_row_of_the_corpus_is_named() -> None:
    found = read((CORPUS / "csv-ragged.csv").read_bytes())
    assert [(problem.line, problem.code) for problem in found.problems] == [
        (2, "csv-ragged"),
        (3, "csv-ragged"),
    ]
