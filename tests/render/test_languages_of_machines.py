"""Sentences in CSV and TSV are in the language that is asked; keys, ids and JSON are the same in any."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from running import DAY, run


def rows(line: str, book: Path, form: str, language: str) -> list[dict[str, str]]:
    answer = run(f"{line} -f {form}", book, FUNNEL_AS_OF=DAY, FUNNEL_LANG=language)
    assert (answer.exit, answer.err) == (0, "")
    if form == "csv":
        return list(csv.DictReader(StringIO(answer.out)))
    return list(csv.DictReader(StringIO(answer.out), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("line", ["health --part lists", "health --part faults", "validate"])
def test_a_sentence_is_chinese_where_chinese_is_asked(line: str, form: str, book: Path) -> None:
    for row in rows(line, book, form, "zh"):
        for key in ("why", "worst", "evidence", "advice", "message"):
            assert not row.get(key) or re.search("[一-鿿]", row[key]), row


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_keys_ids_and_amounts_are_the_same_in_both_languages(form: str, book: Path) -> None:
    asked = (rows("health --part lists", book, form, language) for language in ("en", "zh"))
    english, chinese = (
        [{key: row[key] for key in ("id", "amount", "reasons")} for row in some] for some in asked
    )
    assert english == chinese != []


def test_json_is_the_same_in_both_languages(book: Path) -> None:
    found = [run("health --json", book, FUNNEL_AS_OF=DAY, FUNNEL_LANG=each).out for each in ("en", "zh")]
    assert json.loads(found[0]) == json.loads(found[1])
