"""Every whole sample of JSON on the pages is as its published schema says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from running import run
from test_transcripts import PAGES

RUN = re.compile(r"^\$ (funnel [^\n|]*--json[^\n|]*)\n(\{.*?)(?=^\$ |^\[exit|^```)", re.MULTILINE | re.DOTALL)


def samples() -> Iterator[tuple[str, Any]]:
    """Each command that is shown with its whole answer, and the answer."""
    for page in PAGES:
        for command, said in RUN.findall(page.read_text("utf-8")):
            yield command, json.loads(said)


SAMPLES = list(samples())


def test_the_pages_show_whole_answers() -> None:
    assert {answer["schema"] for _, answer in SAMPLES} >= {"funnel.list/1", "funnel.error/1"}


@pytest.mark.parametrize(("command", "answer"), SAMPLES, ids=[command for command, _ in SAMPLES])
def test_a_sample_is_as_its_schema_says(command: str, answer: Any) -> None:
    cut = re.findall(r"--(?:part|fields) \S+", command)
    schema = run(" ".join(["schema", answer["schema"], *cut])).json
    assert [error.message for error in Draft202012Validator(schema).iter_errors(answer)] == []
