import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_demo import CHINESE, ENGLISH, HOSTILE, cny

from funnel_cli.render.drawing import LABELS, WIDTH, Drawing, drawn
from funnel_cli.values.money import Money
from funnel_cli.values.picture import (
    BridgePicture,
    BridgeStep,
    CoursePicture,
    CoursePoint,
    FunnelPicture,
    FunnelStage,
    Picture,
    TargetBar,
    TargetPicture,
)

MONEY = st.decimals(min_value=-(10**14), max_value=10**14, places=2).map(lambda amount: Money(amount, "CNY"))
LABEL = st.text(max_size=40)
PICTURES = st.one_of(
    st.builds(
        FunnelPicture,
        st.just("Funnel"),
        st.just(("Told",)),
        st.lists(st.builds(FunnelStage, LABEL, MONEY), max_size=8),
        MONEY,
    ),
    st.builds(
        TargetPicture,
        st.just("Targets"),
        st.just(("Told",)),
        st.lists(st.builds(TargetBar, LABEL, MONEY, MONEY, st.none() | MONEY), max_size=4),
    ),
    st.builds(
        CoursePicture,
        st.just("Course"),
        st.just(("Told",)),
        st.lists(
            st.builds(CoursePoint, st.just("05"), st.just("2026"), MONEY, st.none(), st.none(), st.none())
            | st.builds(CoursePoint, st.just("06"), st.just("2026"), st.none(), MONEY, MONEY, MONEY),
            max_size=9,
        ),
    ),
    st.builds(
        BridgePicture,
        st.just("Bridge"),
        st.just(("Told",)),
        st.lists(st.builds(BridgeStep, LABEL, MONEY, st.booleans()), max_size=12),
    ),
)


def bars(*amounts: str) -> FunnelPicture:
    stages = [FunnelStage(f"Stage {at}", cny(amount)) for at, amount in enumerate(amounts)]
    return FunnelPicture("Funnel", ("Told",), stages, cny("10"))


def breadths(drawing: Drawing, look: str) -> list[float]:
    """How wide each box of that look is."""
    boxes = [
        re.match(r"M([-\d.]+) [-\d.]+H([-\d.]+)V", each.path) for each in drawing.strokes if each.look == look
    ]
    return [round(float(box[2]) - float(box[1]), 1) for box in boxes if box]


@given(PICTURES)
def test_nothing_is_drawn_outside_of_the_picture(picture: Picture) -> None:
    drawing = drawn(picture, ENGLISH, "CNY")
    places = [(float(word.x), float(word.y)) for word in drawing.words]
    for stroke in drawing.strokes:
        numbers = re.sub(r"(?<=\d)(?=[MHVLZ])|[MLZ]", " ", stroke.path)
        steps = numbers.replace("H", " H").replace("V", " V").split()
        across = [float(step[1:]) for step in steps if step.startswith("H")]
        down = [float(step[1:]) for step in steps if step.startswith("V")]
        pairs = [float(step) for step in steps if step[0] not in "HV"]
        places += [(x, 0) for x in across] + [(0, y) for y in down]
        places += list(zip(pairs[::2], pairs[1::2], strict=True))
    assert all(0 <= x <= WIDTH and -0.5 <= y <= max(drawing.height, 1) for x, y in places)


@given(PICTURES)
def test_the_same_picture_is_drawn_the_same(picture: Picture) -> None:
    assert drawn(picture, ENGLISH, "CNY") == drawn(picture, ENGLISH, "CNY")


def test_what_is_twice_as_large_is_twice_as_wide_in_one_scale() -> None:
    small, large = breadths(drawn(bars("20", "40"), ENGLISH, "CNY"), "mark")
    assert large == pytest.approx(2 * small, abs=0.2)

    picture = TargetPicture(
        "Targets",
        (),
        [TargetBar("a", cny("50"), cny("100"), None), TargetBar("b", cny("100"), cny("200"), None)],
    )
    drawing = drawn(picture, ENGLISH, "CNY")
    assert breadths(drawing, "soft")[0] == pytest.approx(breadths(drawing, "mark")[1], abs=0.1)


def test_a_change_begins_where_the_one_before_it_ended() -> None:
    steps = [
        BridgeStep("start", cny("100"), True),
        BridgeStep("won", cny("-40"), False),
        BridgeStep("end", cny("60"), True),
    ]
    drawing = drawn(BridgePicture("Bridge", (), steps), ENGLISH, "CNY")
    start, end = breadths(drawing, "mark")
    assert start == pytest.approx(end + -breadths(drawing, "down")[0], abs=0.2)


def test_months_that_are_over_have_a_dot_and_those_ahead_a_band() -> None:
    points = [
        CoursePoint("10", "2026", cny("5")),
        CoursePoint("11", "2026", cny("0")),
        CoursePoint("12", "2026", None, cny("1"), cny("2"), cny("3")),
    ]
    looks = [each.look for each in drawn(CoursePicture("Course", (), points), ENGLISH, "CNY").strokes]
    assert (looks.count("dot"), looks.count("band"), looks.count("broken")) == (2, 1, 1)


@pytest.mark.parametrize(
    "label", ["A very long name of a stage that nobody reads", "一个很长很长很长的销售阶段的名称"]
)
def test_a_long_label_is_cut_within_its_room(label: str) -> None:
    picture = FunnelPicture("Funnel", (), [FunnelStage(label, cny("1"))], cny("1"))
    said = drawn(picture, CHINESE, "CNY").words[0].text
    assert said.endswith("…")
    assert len(said) * (12 if ord(said[0]) > 255 else 6) <= LABELS


def test_amounts_in_another_currency_say_theirs_and_nothing_is_drawn_of_nothing_or_of_controls() -> None:
    assert "CNY 20" in [word.text for word in drawn(bars("20"), ENGLISH, "EUR").words]

    picture = FunnelPicture(HOSTILE, (HOSTILE,), [FunnelStage(HOSTILE, cny("1"))], cny("1"))
    drawing = drawn(picture, ENGLISH, "CNY")
    assert "\x1b" not in "".join((drawing.title, drawing.told, *(word.text for word in drawing.words)))

    assert drawn(FunnelPicture("Funnel", (), [], Money(Decimal(0), "CNY")), ENGLISH, "CNY").strokes == []
