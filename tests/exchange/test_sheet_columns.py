import pytest
from import_samples import FORMATS, NO_WISHES, deal, plan

from funnel_cli.exchange.account import sentences
from funnel_cli.exchange.mapping import ColumnMap, Entered
from funnel_cli.exchange.own_table import read_back
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.exchange.sheet_columns import Columns, ColumnsMissing, ColumnTwice, NoSuchColumn, columns_of
from funnel_cli.exchange.units import Measure, measured
from funnel_cli.render.language import Language


def columns(header: str, wishes: ColumnMap = NO_WISHES) -> Columns:
    row = "x" + "," * header.count(",")
    return columns_of(read_back(as_sheet(f"{header}\n{row}\n".encode(), "deals.csv"), wishes.own), wishes)


def fields(header: str, wishes: ColumnMap = NO_WISHES) -> dict[str, int]:
    return dict(columns(header, wishes).places)


@pytest.mark.parametrize(
    "header",
    [
        "Account Name,Stage", "ACCOUNTNAME*,stage", "Deal - Organization,Deal - Stage",
        "Kunde,Phase", "Société,Étape", "客户名称,销售阶段", "Associated Company,Deal Stage",
        "Potential Customer,Sales Stage", "customer,stage",
    ],
)  # fmt: skip
def test_headers_are_known_whatever_their_system(header: str) -> None:
    assert fields(header) == {"customer": 0, "stage": 1}


def sheet_columns(text: str) -> tuple[Columns, tuple[str, ...]]:
    """The columns of a sheet, and what everybody has to know of it."""
    done = plan(text)
    said = tuple(Language("en").say(each) for each in sentences(done, "CNY"))
    return done.incoming.columns, said


def test_a_column_without_a_header_is_called_by_its_letters_in_what_is_told_and_in_a_mapping() -> None:
    found, said = sheet_columns(
        "customer,amount,stage,,,who\nAcme,5,verify,,T€,anna\nBeta,6,verify,,T€,ben\n"
    )
    assert found.unread == ("E", "who")
    assert any("Column E has no header" in line and "T€" in line for line in said)

    text = "customer,amount,stage,,x\nAcme,5,verify,anna,\n"
    assert deal(text, ColumnMap(columns={"owner": "D"})).owner == "anna"


@pytest.mark.parametrize(
    "text", ["customer,amount,,stage\nAcme,5,{},verify\n", "customer,,amount,stage\nAcme,{},5,verify\n"]
)
@pytest.mark.parametrize(("cell", "currency"), [("EUR", "EUR"), ("美元", "USD"), ("€", "EUR")])
def test_currencies_beside_the_amounts_need_no_header(text: str, cell: str, currency: str) -> None:
    assert deal(text.format(cell)).currency == currency


def test_the_surest_of_several_headers_is_read_and_the_others_are_named() -> None:
    found = columns("Company,Account Name,Stage")
    assert (found.places["customer"], found.unread) == (1, ("Company",))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Value", "amount"), ("Worth", "amount"), ("Order value", "amount"), ("Auftragswert", "amount"),
        ("Montant", "amount"), ("Importe", "amount"), ("合同额", "amount"), ("Amount (EUR)", "amount"),
        ("金额（万元）", "amount"), ("kEUR", "amount"), ("Amount in k", "amount"), ("Umsatz [T€]", "amount"),
        ("Revenue, USD", "amount"), ("Budget", "amount"), ("Volume", "amount"),
        ("Deal / Project", "name"), ("Project", "name"), ("Vorhaben", "name"), ("Proyecto", "name"),
        ("Expected order", "expected_close"), ("Signature", "expected_close"), ("ETA", "expected_close"),
        ("预计签约时间", "expected_close"), ("close", "close"), ("Cierre", "close"),
        ("Next action", "next_step"), ("When", "next_due"), ("Wiedervorlage", "next_due"),
        ("Last contact", "last_contact"), ("最后跟进", "last_contact"), ("Contact", "contact"),
        ("Ansprechpartner", "contact"), ("Phone", "phone"), ("E-Mail", "email"), ("备注", "notes"),
        ("Tags", "tags"),
        ("Region", "region"), ("赢率", "probability"), ("Wahrscheinlichkeit", "probability"),
        ("业务员", "owner"),
    ],
)  # fmt: skip
def test_headers_that_people_use_are_known(header: str, field: str) -> None:
    quoted = f'"{header}"'
    found = columns_of(as_sheet(f"{quoted},客户,Stage\nx,y,z\n".encode(), "deals.csv"), NO_WISHES)
    assert found.places[field] == 0


def test_the_probability_of_a_system_is_that_of_its_stages_and_is_not_read() -> None:
    known, unknown = columns("Deal Name,Stage,StageName,赢率"), columns("Deal Name,Stage,Probability (%)")
    assert ("probability" in known.places, known.unread[-1:], unknown.unread) == (
        False,
        ("赢率",),
        ("Probability (%)",),
    )


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("Amount (EUR)", Measure(0, "EUR")), ("金额（万元）", Measure(4, "元")), ("kEUR", Measure(3, "EUR")),
        ("Amount in k", Measure(3)), ("Betrag in Tsd. EUR", Measure(3, "EUR")),
        ("Umsatz [T€]", Measure(3, "€")),
        ("Amount (USD, thousands)", Measure(3, "USD")), ("Value (cents)", Measure(-2)),
        ("Volume (t)", Measure()),
        ("Amount", Measure()), ("Deal Value", Measure()), ("Price/EUR", Measure(0, "EUR")),
        ("MUR", Measure(0, "MUR")),
        ("金额（单位：万元）", Measure(4, "元")), ("金额(人民币万元)", Measure(4, "人民币")),
        ("金额(万元人民币)", Measure(4, "元")), ("金额（万元，不含税）", Measure(4, "元")),
        ("Amount (USD '000)", Measure(3, "USD")), ("Amount ($000s)", Measure(3, "$")),
        ("Amount in thousands of EUR", Measure(3, "EUR")), ("Betrag (in 1.000 €)", Measure(3, "€")),
        ("Value ($m)", Measure(6, "$")), ("Value (USDm)", Measure(6, "USD")),
        ("Montant (milliers d'euros)", Measure(3, "euros")), ("Amount (net, kEUR)", Measure(3, "EUR")),
        ("Wert (T EUR)", Measure(3, "EUR")), ("Value (₹ Cr)", Measure(7, "₹")),
        ("Total 2000", Measure()), ("Total 1000", Measure()), ("Amount (1,000)", Measure()),
    ],
)  # fmt: skip
def test_a_header_may_say_what_its_amounts_lack(header: str, measure: Measure) -> None:
    assert measured(header)[1] == measure


def test_the_amounts_of_close_are_in_cents() -> None:
    assert columns("lead_name,status_label,status_type,value").measures == {"amount": Measure(-2)}


def twice(first: str, second: str, wishes: ColumnMap = NO_WISHES) -> Columns:
    text = f"Customer,Stage,Amount,Amount\nAcme,verify,{first},{second}\n"
    return columns_of(as_sheet(text.encode(), "deals.csv"), wishes)


def test_two_columns_of_one_name_that_differ_are_asked_about_unless_a_mapping_numbers_them() -> None:
    with pytest.raises(ColumnTwice) as refusal:
        twice("1", "2")
    assert "Amount#2" in str(refusal.value.args_by_name["example"])

    assert twice("1", "2", ColumnMap(columns={"amount": "Amount#2"})).places["amount"] == 3


@pytest.mark.parametrize(("first", "second", "place"), [("1", "1", 2), ("1", "", 2), ("", "2", 3)])
def test_two_columns_of_one_name_that_say_the_same_are_one(first: str, second: str, place: int) -> None:
    assert twice(first, second).places["amount"] == place


@pytest.mark.parametrize("header", ["Amount#3", "Amount#0", "Wert#1"])
def test_a_number_that_no_column_has_is_refused(header: str) -> None:
    with pytest.raises(NoSuchColumn):
        twice("1", "2", ColumnMap(columns={"amount": header}))


def test_what_a_header_means_depends_on_those_beside_it() -> None:
    assert fields("Account Name.id,Account Name,Stage") == {"customer": 1, "stage": 2}

    odoo = fields("Opportunity,Stage,Expected Revenue,Expected Closing")
    assert ("amount" in odoo, "amount" in fields("Deal Name,Stage,Expected Revenue")) == (True, False)

    assert fields("Topic,Status") == {"name": 0, "stage": 1}
    assert (fields("id,customer,stage").get("id"), fields("ID,NAME,STAGENAME").get("id")) == (0, None)


@pytest.mark.parametrize(
    ("header", "amount"),
    [
        ("Account,Quantity,Price,Stage", None), ("Kunde,Menge,Preis (EUR),Phase", None),
        ("客户,数量,价格,阶段", None), ("Account,Qty.,Price,Total,Stage", 3), ("Account,Price,Stage", 1),
        ("Cliente,Cantidad,Precio,Importe,Etapa", 3), ("Account,Quantity,Amount,Stage", 2),
        ("Kunde,Menge [Stk],Preis,Phase", None), ("客户,数量（台）,价格（元）,阶段", None),
        ("Account,Qty,Price / Preis,Stage", None), ("Account,Order (units),Price,Stage", 2),
    ],
)  # fmt: skip
def test_a_price_beside_a_quantity_may_be_that_of_one_piece_and_is_not_read(
    header: str, amount: int | None
) -> None:
    assert fields(header).get("amount") == amount


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("hubspot_deals.csv", "hubspot"),
        ("pipedrive_deals.csv", "pipedrive"),
        ("salesforce_dataloader.csv", "salesforce"),
        ("salesforce_report.csv", "salesforce"),
        ("sep_line_utf16_tab.csv", None),
        ("zoho_deals.csv", "zoho"),
    ],
)
def test_a_system_is_known_by_its_headers(name: str, system: str | None) -> None:
    assert columns_of(as_sheet((FORMATS / name).read_bytes(), name), NO_WISHES).system == system


def test_a_mapping_comes_before_what_is_known_and_may_take_several_fields_or_none_of_a_column() -> None:
    wishes = ColumnMap(columns={"customer": "Reseller"}, system="crm")
    found = columns("Account Name,Reseller,Stage", wishes)
    assert (found.places["customer"], found.unread, found.system) == (1, ("Account Name",), "crm")

    assert fields("Société,Étape*", ColumnMap(columns={"name": "SOCIETE"})) == {"name": 0, "stage": 1}
    assert fields("Account Name,Name,Stage", ColumnMap(columns={"owner": "Name"})) == {
        "owner": 1,
        "customer": 0,
        "stage": 2,
    }

    found = columns("Account Name,Owner,Stage", ColumnMap(columns={"owner": None}))
    assert (found.places, found.unread) == ({"customer": 0, "stage": 2}, ("Owner",))

    wishes = ColumnMap(columns={"created": "Engaged"}, entered=(Entered("Engaged", "develop"),))
    found = columns("Customer,Stage,Engaged", wishes)
    assert (found.places["created"], found.entered) == (2, ((2, "develop"),))


def test_a_mapping_that_names_no_column_is_refused() -> None:
    with pytest.raises(NoSuchColumn):
        columns("Customer,Stage", ColumnMap(columns={"amount": "Wert"}))


@pytest.mark.parametrize(
    ("header", "missing"), [("Stage,Amount", "customer / name"), ("Customer", "stage / is_won")]
)
def test_a_sheet_without_what_a_deal_needs_is_refused(header: str, missing: str) -> None:
    with pytest.raises(ColumnsMissing) as refusal:
        columns(header)
    assert refusal.value.args_by_name["missing"] == [missing]


def test_a_constant_may_stand_for_a_column() -> None:
    assert fields("Customer", ColumnMap(constants={"stage": "verify"})) == {"customer": 0}
