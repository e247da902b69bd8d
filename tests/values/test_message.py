from funnel_cli.values.message import N_, Message, message


def test_a_message_is_its_template_and_what_fills_it() -> None:
    assert message("{deal} won", deal="acme") == Message("{deal} won", {"deal": "acme"})
    assert message("“{text}” is not a date.", text="x").args == {"text": "x"}
    assert message("{deal} won", deal="acme") != message("{deal} won", deal="beta")
    assert {message("{deals} won", deals=["acme"]): 1}[message("{deals} won", deals=["acme"])] == 1


def test_a_marked_text_is_the_text_itself() -> None:
    assert N_("No deal") == "No deal"
