from pathlib import Path

import pytest
from running import METHOD

from funnel_cli.render.language import CATALOGUES, language_from
from funnel_cli.store.methods import linted
from funnel_cli.usage import wanted_language
from funnel_cli.values.languages import LANGUAGES, language_meant


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("ZH", "zh"),
        ("中文", "zh"),
        ("en_GB", "en"),
        ("English", "en"),
        ("fr", None),
        ("", None),
    ],
)
def test_a_language_is_meant_by_what_a_wish_begins_with(wish: str, code: str | None) -> None:
    assert language_meant(wish) == code


def test_a_language_of_the_list_is_one_wherever_a_language_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yaml").write_text(METHOD.replace("currency: CNY", "language: de"), "utf-8")
    assert "unknown-language" in [each.code for each in linted(tmp_path / "mine.yaml")[1]]

    monkeypatch.setitem(LANGUAGES, "de", {"en": "German", "de": "Deutsch"})
    assert "unknown-language" not in [each.code for each in linted(tmp_path / "mine.yaml")[1]]
    assert (language_from(None, {"LANG": "de_AT"}), wanted_language(["list", "--lang", "de"])) == ("de", "de")


def test_every_language_but_the_first_has_a_catalogue() -> None:
    assert list(LANGUAGES)[1:] == sorted(
        path.name for path in Path(str(CATALOGUES)).iterdir() if path.is_dir()
    )
