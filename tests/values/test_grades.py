import pytest

from funnel_cli.values.grades import customer_grade, lead_grade


@pytest.mark.parametrize(
    ("attraction", "potential", "grade"),
    [
        ("high", "high", "A"), ("middle", "high", "B"), ("low", "high", "B"),
        ("high", "middle", "B"), ("middle", "middle", "C"), ("low", "middle", "C"),
        ("high", "low", "C"), ("middle", "low", "C"), ("low", "low", "D"),
    ],
)  # fmt: skip
def test_potential_weighs_double_in_the_grade_of_a_customer(
    attraction: str, potential: str, grade: str
) -> None:
    assert customer_grade(attraction, potential) == grade


@pytest.mark.parametrize(("attraction", "potential"), [(None, "high"), ("high", None), ("huge", "high")])
def test_without_both_levels_a_customer_has_no_grade(attraction: str | None, potential: str | None) -> None:
    assert customer_grade(attraction, potential) is None


@pytest.mark.parametrize(
    ("attraction", "potential", "word"), [("high", "high", "top"), ("low", "low", "end")]
)
def test_a_method_may_call_the_grades_otherwise(attraction: str, potential: str, word: str) -> None:
    assert customer_grade(attraction, potential, ("top", "mid", "end")) == word


@pytest.mark.parametrize(
    ("marks", "grade"),
    [
        ("budget=high cycle=high fit=middle", "A"),
        ("budget=high cycle=middle fit=middle", "B"),
        ("budget=high cycle=middle fit=low", "B"),
        ("budget=middle cycle=middle fit=low", "C"),
        ("recency=high frequency=high money=high", "A"),
        ("budget=low cycle=low fit=low recency=high frequency=high money=high", "A"),
        ("budget=high cycle=high", None),
        ("budget=high cycle=high recency=high", None),
    ],
)
def test_three_marks_of_one_kind_make_the_grade_of_a_lead(marks: str, grade: str | None) -> None:
    assert lead_grade(dict(mark.split("=") for mark in marks.split())) == grade
