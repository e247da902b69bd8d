import errno
import os

import pytest

from funnel_cli.render.language import Language
from funnel_cli.values.errors import (
    REASONS,
    Conflict,
    DataRefused,
    FunnelError,
    GateRefused,
    NotFound,
    Problem,
    Severity,
    UsageRefused,
    system_reason,
)
from funnel_cli.values.message import N_, message


class Refused(UsageRefused):
    sentence = N_("{deal} does not do that.")
    cure = N_("Ask {deal} nicely.")


class Final(FunnelError):
    sentence = N_("No.")


@pytest.mark.parametrize(
    ("kind", "code", "exit_code"),
    [
        (FunnelError, "failure", 1), (UsageRefused, "usage", 2), (NotFound, "not_found", 3),
        (GateRefused, "gate_not_met", 4), (DataRefused, "data_invalid", 5),
        (Conflict, "conflict", 6), (Refused, "usage", 2),
    ],
)  # fmt: skip
def test_a_kind_of_refusal_has_a_stable_code_and_exit_code(
    kind: type[FunnelError], code: str, exit_code: int
) -> None:
    assert (kind.code, kind.exit_code) == (code, exit_code)


def test_a_refusal_says_its_sentence_and_its_cure_of_the_thing_itself_and_has_its_details() -> None:
    refused = Refused(deal="acme")
    assert refused.message == message("{deal} does not do that.", deal="acme")
    assert refused.hint == message("Ask {deal} nicely.", deal="acme")

    assert Final().hint is None

    lines = [message("first"), message("second")]
    assert Final(details=lines).details == tuple(lines)


def test_a_refusal_that_nobody_caught_still_says_what_it_was() -> None:
    assert str(Refused(deal="acme")) == "('{deal} does not do that.', {'deal': 'acme'})"


@pytest.mark.parametrize(("severity", "is_error"), [(Severity.ERROR, True), (Severity.WARNING, False)])
def test_only_an_error_keeps_its_record_out(severity: Severity, is_error: bool) -> None:
    problem = Problem("a.yaml", 1, 1, "bad-date", message("No date."), severity=severity)
    assert problem.is_error is is_error


def test_a_problem_is_an_error_unless_it_says_otherwise() -> None:
    assert Problem("a.yaml", 1, 1, "bad-date", message("No date.")).severity is Severity.ERROR


@pytest.mark.parametrize("code", REASONS)
def test_why_the_system_said_no_is_said_as_it_says_it_or_translated(code: int) -> None:
    reason = system_reason(OSError(code, os.strerror(code)))
    assert Language("en").say(reason) == os.strerror(code)
    assert not Language("zh").say(reason).isascii()


def test_a_rare_reason_stays_in_the_words_of_the_system() -> None:
    assert system_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert system_reason(OSError("gone")) == "gone"
