"""A sheet that was parted or decoded wrongly is told how it is read right."""

import pytest
from import_samples import EMPTY, METHOD, NO_WISHES, TODAY

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan
from funnel_cli.exchange.incoming import Incoming, incoming_of
from funnel_cli.exchange.labels import LabelsUnknown
from funnel_cli.exchange.matching import demand_whole, plan_import
from funnel_cli.exchange.misread import DelimiterOther, EncodingOther, LinesQuoted, PartedByBlanks
from funnel_cli.exchange.sheet import FileForm, as_sheet
from funnel_cli.exchange.sheet_columns import ColumnsMissing

LINES = "Customer^Name^Amount^Stage\nAcme^Belt^1,200.50^Verify\nMill^Fan^7^Verify\n"


def read(text: str | bytes, encoding: str | None = None, delimiter: str | None = None) -> Incoming:
    data = text.encode() if isinstance(text, str) else text
    form = FileForm(encoding=encoding, delimiter=delimiter)
    return incoming_of(as_sheet(data, "deals.csv", form), NO_WISHES, METHOD)


def planned(data: bytes, encoding: str) -> ImportPlan:
    return plan_import(read(data, encoding), EMPTY, Terms(method=METHOD, day=TODAY))


@pytest.mark.parametrize(
    ("sign", "said"),
    [("^", "^"), (":", ":"), ("，", "，"), ("/", "/"), ("~", '"~"'), ("#", '"#"'), ("¦", '"¦"')],
)
@pytest.mark.parametrize("above", ["", "Pipeline of May\n"])
def test_the_sign_that_parts_columns_is_named(sign: str, said: str, above: str) -> None:
    text = above + LINES.replace("^", sign)
    with pytest.raises(DelimiterOther) as refusal:
        read(text)
    assert (type(refusal.value), refusal.value.args_by_name["sign"]) == (DelimiterOther, said)
    assert len(read(text, delimiter=sign).rows) == 2


def test_a_delimiter_that_was_named_wrongly_is_named_by_its_word() -> None:
    with pytest.raises(DelimiterOther) as refusal:
        read(LINES.replace("^", ";"), delimiter="|")
    assert refusal.value.args_by_name["sign"] == "semicolon"


def test_lines_that_no_sign_parts_say_why() -> None:
    with pytest.raises(LinesQuoted):
        read('"Customer,Name,Amount,Stage"\n"Acme,Belt,1200.50,Verify"\n')
    for blank in ("   ", " "):
        with pytest.raises(PartedByBlanks):
            read(LINES.replace(",", "").replace("^", blank))
    for one in ("Partner\nAcme\n", "Account Name\nName Amount\n"):
        with pytest.raises(ColumnsMissing):
            read(one)


def test_no_sign_is_named_for_a_workbook_as_it_has_none() -> None:
    found = as_sheet(LINES.encode(), "deals.csv", FileForm())._replace(page="Sheet1", delimiter=None)
    with pytest.raises(ColumnsMissing):
        incoming_of(found, NO_WISHES, METHOD)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("gb18030", "cp1252"), ("gb18030", "latin-1"), ("utf-8", "latin-1")],
)
def test_the_encoding_in_which_the_header_is_known_is_named(right: str, wrong: str) -> None:
    with pytest.raises(EncodingOther) as refusal:
        read("客户,项目,阶段\nAcme,Belts,提案\n".encode(right), encoding=wrong)
    assert refusal.value.args_by_name["other"] == right


def test_so_is_the_one_in_which_a_stage_is_known() -> None:
    plan = planned("Customer,Stage\n北光,验证\n".encode("gb18030"), "cp1252")
    with pytest.raises(EncodingOther) as refusal:
        demand_whole(plan)
    assert refusal.value.args_by_name["other"] == "gb18030"

    with pytest.raises(LabelsUnknown):
        demand_whole(planned("Customer,Stage\nAcme,Größe\n".encode("cp1252"), "cp1252"))


def test_a_header_that_no_encoding_knows_asks_for_a_mapping() -> None:
    with pytest.raises(ColumnsMissing):
        read("Größe,Länge\n1,2\n".encode("cp1252"), encoding="cp1252")
