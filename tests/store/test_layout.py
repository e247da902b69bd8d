from pathlib import Path

import pytest

from funnel_cli.store.layout import NoBook, find_root, is_id, is_left_over, numbered_ids, short_id, slug


def test_the_root_is_the_nearest_folder_upwards_that_has_a_method(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").touch()
    inner = tmp_path / "data" / "opportunities"
    inner.mkdir(parents=True)
    assert find_root(inner) == tmp_path


def test_without_a_method_anywhere_there_is_no_book(tmp_path: Path) -> None:
    with pytest.raises(NoBook) as refused:
        find_root(tmp_path)
    assert refused.value.args_by_name == {"folder": tmp_path}


def test_an_id_made_of_names_is_one_and_short() -> None:
    assert next(numbered_ids("donaudampfschifffah-pump")) == "donaudampfschifffah-2"
    assert is_id(slug("x" * 63 + " y"))


@pytest.mark.parametrize("id", ["a", "007", "acme-2026-001", "a_b", "a" * 64, "console"])
def test_these_are_ids(id: str) -> None:
    assert is_id(id)


@pytest.mark.parametrize("id", ["", "-a", "_a", "A", "a.b", "a b", "a" * 65, "con", "lpt9", "é", "１", "a\n"])
def test_these_are_not(id: str) -> None:
    assert not is_id(id)


@pytest.mark.parametrize(
    ("customer", "name", "id"),
    [
        ("华能矿业", None, "hua-neng-kuang-ye"),
        ("Acme Ltd", "CRM rollout (phase 2)", "acme-ltd-crm-rollout-phase-2"),
        ("McDonald", "Küche", "mcdonald-kuche"),
        ("华能 Power", "ERP二期", "hua-neng-power-erp-er-qi"),
        ("CON", None, "deal-con"),
        ("!!!", None, "deal"),
        (None, None, "deal"),
    ],
)
def test_an_id_is_made_of_the_names(customer: str | None, name: str | None, id: str) -> None:
    assert slug(customer, name) == id


@pytest.mark.parametrize(
    ("customer", "name", "id"),
    [
        ("华能矿业（集团）有限公司", "矿区照明", "hua-neng-kuang-qu-zhao"),
        ("Acme GmbH & Co. KG", "Belts", "acme-belts"),
        ("Cementos del Sur, S.A.", "Conveyor for the quarry", "cementos-del-conveyor"),
        ("Donaudampfschifffahrtsgesellschaft", "Pump", "donaudampfschifffah-pump"),
        ("Acme", None, "acme"),
        (None, "Pit lighting", "pit-lighting"),
        ("CON", None, "deal-con"),
        ("!!!", "???", "deal"),
    ],
)
def test_a_new_deals_id_is_short_and_of_whole_words(customer: str | None, name: str | None, id: str) -> None:
    assert short_id(customer, name) == id


@pytest.mark.parametrize(
    "name",
    [
        *(".acme.yaml.swp", "acme.yaml~", "#acme.yaml#", "._acme.yaml", ".DS_Store", "Thumbs.db", ".#a.yaml"),
        *(
            "acme.yaml.bak",
            "acme.bak",
            "acme.yaml.orig",
            "acme.yaml.rej",
            "4913",
            "5036",
            "a.yaml.old",
            "a.tmp",
        ),
    ],
)
def test_editors_and_desktops_leave_these(name: str) -> None:
    assert is_left_over(name)


@pytest.mark.parametrize("name", ["acme.yaml", "acme (copy).yaml", ".acme.yaml.icloud", "2026", "acme.txt"])
def test_these_may_hide_a_deal(name: str) -> None:
    assert not is_left_over(name)
