from __future__ import annotations

from funnel_cli.values.message import N_, Message, message


def test_a_message_is_its_template_and_what_fills_it() -> None:
    assert message("{deal} won", deal="acme") == Message("{deal} won", {"deal": "acme"})


def test_a_message_may_fill_a_place_called_text() -> None:
    assert message("“{text}” is not a date.", text="x").args == {"text": "x"}


def test_messages_of_one_template_are_equal_only_with_the_same_filling() -> None:
    assert message("{deal} won", deal="acme") != message("{deal} won", deal="beta")


def test_a_message_can_be_a_key_whatever_fills_it() -> None:
    assert {message("{deals} won", deals=["acme"]): 1}[message("{deals} won", deals=["acme"])] == 1


def test_a_marked_text_is_the_text_itself() -> None:
    assert N_("No deal") == "No deal"
