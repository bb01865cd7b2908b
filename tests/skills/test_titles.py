"""Titles of jobs without their noise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.skills.linking.titles import is_title, plain, readings


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Sr. Full-Stack Dev (m/f/d), Berlin", "Full-Stack developer"),
        ("Head of People", "human resources manager"),
        ("Registered Nurse II - ICU (Nights)", "Registered Nurse"),
        ("Softwareentwickler*in (w/m/d) Vollzeit", "Softwareentwickler"),
        ("Data Analyst - Remote", "Data Analyst"),
        ("C++ Developer m/w/d", "C++ Developer"),
        ("Asst. Mgr", "assistant manager"),
        ("Java Developer at Acme", "Java Developer"),
        ("Senior", "Senior"),
        ("Ref 2024-11 Chef", "Chef"),
    ],
)
def test_noise_goes_and_short_forms_are_written_out(title: str, said: str) -> None:
    assert plain(title) == said


def test_what_follows_a_comma_may_come_first() -> None:
    assert "Sales Manager" in readings("Manager, Sales")


def test_sentences_are_no_titles() -> None:
    assert is_title("Baker (m/f/d)")
    assert not is_title("We are looking for a baker who likes to rise early in the morning today")
    assert not is_title("We offer free coffee.")
    assert not is_title("")


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=120))
def test_any_text_has_a_reading(text: str) -> None:
    found = readings(text)
    assert found
    assert bool(found[0]) == bool(text)
    assert readings(found[0])[0] or not text
