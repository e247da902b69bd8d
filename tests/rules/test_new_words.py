"""Words that the method gains."""

import pytest
from arrange import METHOD

from funnel_cli.finding.words import NoSuchWord
from funnel_cli.records.method import Choice
from funnel_cli.rules.new_words import NotANewWord, add_words, words_told
from funnel_cli.values.message import Label


def test_a_word_names_its_list_by_any_of_its_names() -> None:
    assert words_told(["source=展会", "线索来源＝ Web ", "lost reason=price"]) == [
        ("source", "展会"),
        ("source", "Web"),
        ("reason", "price"),
    ]


@pytest.mark.parametrize("text", ["展会", "source=", "source= "])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(NotANewWord):
        words_told([text])


def test_a_list_that_gains_nothing_is_refused() -> None:
    with pytest.raises(NoSuchWord):
        words_told(["stage=offer"])


def test_what_cannot_be_an_id_becomes_the_title_of_one() -> None:
    change = add_words([("source", "Trade fair"), ("reason", "冻结")], METHOD)
    assert change.words == {
        "sources": (Choice(id="trade-fair", title=Label({"en": "Trade fair"})),),
        "lost_reasons": (Choice(id="冻结"),),
    }


@pytest.mark.parametrize("words", [["Fair", "fair"], ["trade fair", "Trade-Fair"]])
def test_a_word_is_gained_once(words: list[str]) -> None:
    change = add_words([("source", word) for word in words], METHOD)
    assert len(change.words["sources"]) == 1


def test_a_word_that_is_there_is_not_gained() -> None:
    assert add_words([("source", METHOD.sources[0].id.upper())], METHOD).words == {}
