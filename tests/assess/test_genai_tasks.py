"""The tasks with generative AI: complete in both languages, consistent in their figures."""

from __future__ import annotations

import math
import re
from functools import cache

import pytest

from skillmark.assess.precision.items import wilson
from skillmark.assess.reading import read_test
from skillmark.assess.scoring import score
from skillmark.assess.standards.starting import starter_cut
from skillmark.assess.starter import performance_tasks, starter_test
from skillmark.define.catalogue import starter
from skillmark.skills.starter import framework, uri

FUNCTIONS = ("data", "engineering", "finance", "hr", "it-operations", "marketing")
TASKS = [f"genai-task-{one}{level}" for one in FUNCTIONS for level in ("", "-advanced")]
BOTH = ("en", "de")


def advanced(name):
    return name.endswith("-advanced")


def words_of(test):
    """Every text of a test."""
    yield from (test.title, test.description, test.cut.description)
    for one in test.stimuli:
        yield from (one.title, one.text)
    for item in test.items:
        yield from (item.prompt, item.rationale, item.interaction.sample)
        for row in item.interaction.rubric:
            yield from (row.criterion, row.full, row.partial, row.zero)


def tables(name, language="en"):
    """Return the tables of a task's material: rows of cells, numbers as numbers, no header."""
    found, rows = [], []
    material = starter_test(name).stimuli[0].text.in_language(language)
    for line in [*material.splitlines(), ""]:
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not all(set(cell) <= {"-"} for cell in cells):
                rows.append([int(cell) if cell.isdecimal() else cell for cell in cells])
        elif rows:
            found.append(rows[1:])
            rows = []
    return found


def column(rows, place):
    return [row[place] for row in rows]


@cache
def said(name, item, language="en"):
    """What the sample answer says, with figures as in English."""
    sample = starter_test(name).item(item).interaction.sample.in_language(language)
    if language == "de":
        sample = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", sample)
        sample = re.sub(r"(?<=\d),(?=\d)", ".", sample)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", sample)


def test_there_is_a_foundational_and_an_advanced_task_for_every_function():
    assert list(performance_tasks()) == sorted(TASKS)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_complete_in_both_languages(name):
    test = starter_test(name)
    for text in words_of(test):
        assert [tag for tag, _ in text.translations] == list(BOTH)
        assert all(words.strip() for words in text)
        english, german = text
        assert english != german
    assert len({item.skill for item in test.items}) == len(test.items) == 2
    assert {item.skill for item in test.items} <= set(framework().by_uri)


@pytest.mark.parametrize("name", TASKS)
def test_a_rubric_is_analytic_adds_up_and_is_told_apart(name):
    test = starter_test(name)
    rows = [row for item in test.items for row in item.interaction.rubric]
    assert 4 <= len(rows) <= 6
    for item in test.items:
        assert item.points == sum(row.points for row in item.interaction.rubric)
    for language in BOTH:
        for row in rows:
            levels = [one.in_language(language) for one in (row.full, row.partial, row.zero)]
            assert len(set(levels)) == 3
            assert len(row.full.in_language(language).split()) >= 8, row.id
    wanted = (
        {"workflow", "limits", "protection", "error-rate", "benefit", "own-use"}
        if advanced(name)
        else {"outcome", "traps", "disclosure", "tool", "verification", "protection"}
    )
    assert {row.id for row in rows} == wanted


@pytest.mark.parametrize("name", TASKS)
def test_a_sample_keeps_the_limit_that_the_prompt_names(name):
    for item in starter_test(name).items:
        for language in BOTH:
            sample = item.interaction.sample.in_language(language)
            assert 100 <= len(sample.split()) <= item.interaction.max_words
            assert str(item.interaction.max_words) in item.prompt.in_language(language)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_rated_by_people_at_the_level_it_confirms(name):
    test = starter_test(name)
    level = 5 if advanced(name) else 3
    assert {item.level for item in test.items} == {level} == {test.cut.level}
    for item in test.items:
        assert score(item, item.interaction.sample.in_language("en")).pending
        full = {row.id: row.points for row in item.interaction.rubric}
        assert score(item, "x", ratings=full).full
    cut = starter_cut(test, [item.id for item in test.items])
    assert 0.65 <= cut.score / cut.maximum <= 0.8


@pytest.mark.parametrize("name", TASKS)
def test_no_task_needs_a_tool_by_name_and_all_say_that_an_assistant_is_allowed(name):
    test = starter_test(name)
    for text in words_of(test):
        for words in text:
            assert not re.search(
                r"\b(chatgpt|gpt|copilot|gemini|claude|llama|mistral)\b", words.lower()
            )
    assert "no forbidden help" in test.description.in_language("en")
    assert "keine unerlaubte Hilfe" in test.description.in_language("de")


@pytest.mark.parametrize("name", TASKS)
def test_both_languages_show_the_same_figures(name):
    english, german = tables(name), tables(name, "de")
    numbers = [
        [[[cell for cell in row if isinstance(cell, int)] for row in table] for table in both]
        for both in (english, german)
    ]
    assert numbers[0] == numbers[1]
    assert any(row for table in numbers[0] for row in table)


@pytest.mark.parametrize("name", TASKS)
def test_what_passing_confirms_is_short_lived_and_names_its_skills(name):
    found = starter().achievement(name)
    assert found.test == name
    assert found.valid_months is not None
    assert found.valid_months <= 12
    test = starter_test(name)
    assert {one.skill: one.level for one in found.skills} == {
        item.skill: item.level for item in test.items
    }


def test_a_task_reads_from_its_file_as_an_author_would_bring_it(root):
    for name in TASKS:
        words = (root / f"src/skillmark/assess/starter/{name}.toml").read_text(encoding="utf-8")
        assert read_test(words, skill_uri=uri) == starter_test(name)


# What the sample answers state follows from the material.


def has(name, item, *figures):
    for language in BOTH:
        for figure in figures:
            assert figure in said(name, item, language), (language, figure)


def interval(count, number):
    """Wilson's interval in whole percent."""
    found = wilson(count / number, number)
    return f"{round(100 * found.low)} to {round(100 * found.high)}"


def has_interval(name, count, number):
    english = interval(count, number)
    assert english in said(name, "evaluation")
    assert english.replace("to", "bis") in said(name, "evaluation", "de")


def test_engineering_the_function_is_wrong_as_the_log_shows_and_the_sample_mends_it():
    name = "genai-task-engineering"
    (log,) = tables(name)
    material = starter_test(name).stimuli[0].text.in_language("en")
    before, after = {}, {}
    exec(re.search(r"```python\n(.*?)```", material, re.S)[1], before)
    exec(said(name, "result").partition("\n\nassert")[0], after)
    right = {}
    for order, quantity, price, total in log:
        assert before["total"](quantity, price) == total
        exact = quantity * price * (90 if quantity >= 10 else 100)
        assert after["total"](quantity, price) == exact // 100
        right[order] = exact // 100
    assert right == {5531: 17991, 5532: 19790, 5533: 17991}
    for quantity, price in ((10, 1999), (11, 1999), (9, 1999)):
        has(name, "result", f"total({quantity}, {price}) == {after['total'](quantity, price)}")
    has(name, "result", "199.90", "179.91", "19.99")


def test_engineering_advanced_the_rates_follow_from_the_pilot():
    name = "genai-task-engineering-advanced"
    (rows,) = tables(name)
    listed, found, false = (sum(column(rows, place)) for place in (1, 2, 3))
    assert (listed, found, false) == (30, 18, 8)
    net = found * 15 - 40 * 2 - false * 6
    assert net == 142
    has(name, "evaluation", "18", "60 %", f"{round(100 * found / (found + false))} %", str(net))
    has(name, "evaluation", f"{net / 40:.2f}")
    has_interval(name, found, listed)
    assert round(100 * wilson(2 / 6, 6).high) == 70
    wide = wilson(0.6, 60)
    assert round(100 * (wide.high - wide.low)) == 24


def test_it_operations_the_share_and_the_duration_follow_from_the_log():
    name = "genai-task-it-operations"
    (rows,) = tables(name)
    asked, failed = sum(column(rows, 1)), sum(column(rows, 2))
    assert (asked, failed) == (10600, 2900)
    seconds = (55 * 60 + 10) - (12 * 60 + 40)
    assert divmod(seconds, 60) == (42, 30)
    has(name, "result", str(asked), str(failed), f"{round(100 * failed / asked)} %", "42", "50 %")
    assert max(row[2] / row[1] for row in rows) == 0.5
    has(name, "record", f"{100 * failed / asked:.1f} %")


def test_it_operations_advanced_the_rates_follow_from_the_table():
    name = "genai-task-it-operations-advanced"
    (rows,) = tables(name)
    (_, hit, missed), (_, false, quiet) = rows
    assert hit + missed + false + quiet == 200
    has(name, "evaluation", "34", "85 %", "15 %", "59 %", "80 %")
    assert round(100 * hit / (hit + missed)) == round(100 * (hit + quiet) / 200) == 85
    assert round(100 * false / (false + quiet)) == 15
    assert round(100 * hit / (hit + false)) == 59
    read = hit + false + round((missed + quiet) / 10)
    assert (200 - read) * 4 == 512
    assert (200 - hit - false) * 4 == 568
    has(name, "evaluation", "512", str(read * 4))
    has_interval(name, hit, hit + missed)
    assert (hit + missed - 7, missed - 4) == (33, 2)


def test_data_growth_follows_from_the_table_without_the_doubled_row():
    name = "genai-task-data"
    (rows,) = tables(name)
    once = {row[0]: row for row in rows}.values()
    assert len(rows) == len(once) + 1
    first, second = (sum(row[place] for row in once) for place in (1, 2))
    assert (first, second) == (1600, 1769)
    for row in once:
        has(name, "result", f"{100 * (row[2] - row[1]) / row[1]:.1f} %")
    has(name, "result", f"{100 * (second - first) / first:.1f} %", str(second))
    has(name, "record", str(sum(column(rows, 2))))
    assert sorted(str(second)) == sorted("1679")
    assert round(100 * 79 / first, 1) == 4.9


def test_data_advanced_the_rates_follow_from_the_table():
    name = "genai-task-data-advanced"
    (rows,) = tables(name)
    counts = [row[1:] for row in rows]
    right, number = sum(counts[n][n] for n in range(3)), sum(map(sum, counts))
    assert (right, number, [sum(row) for row in counts]) == (99, 120, [50, 40, 30])
    assert [sum(row[n] for row in counts) for n in range(3)] == [56, 36, 28]
    has(name, "evaluation", "99", "82.5 %", "56", "36", "28", "47", "42 %", "66.7", "48")
    has_interval(name, right, number)
    assert wilson(right / number, number).high < 108 / 120
    assert (round(12000 * 20 / 3600, 1), 12000 * 0.004, 12000 * 0.15) == (66.7, 48, 1800)
    left = (12000 - 1800 - 200 - 1200) * 20 / 3600
    assert round(left) == 49
    has(name, "evaluation", "49")


def test_marketing_the_discount_follows_from_the_prices():
    name = "genai-task-marketing"
    ((_, regular), (_, launch)) = tables(name)[0]
    assert round(100 * (regular - launch) / regular) == 17
    has(name, "result", f"{launch}", f"{regular}", "17 %", "11")
    for language in BOTH:
        mail = re.split(r"\n\nNot(?:e|iz)", said(name, "result", language))[0]
        assert not re.search(r"20 %|14|migr|award|auszeich|nachhaltigst|most sust", mail.lower())


def test_marketing_advanced_the_rates_follow_from_the_test():
    name = "genai-task-marketing-advanced"
    (rows,) = tables(name)
    team, machine = rows
    has(name, "evaluation", "26.0 %", "23.0", "2.95", "3.00 %", "0.50", "0.20 %", "16 %", "1.13")
    for place, middle, low, high in (
        (2, 3.0, 1.1, 4.9),
        (3, -0.05, -0.8, 0.7),
        (4, 0.3, 0.04, 0.56),
    ):
        shares = [row[place] / row[1] for row in (machine, team)]
        error = math.sqrt(sum(share * (1 - share) / 4000 for share in shares))
        found = [100 * (shares[0] - shares[1] + z * error) for z in (0, -1.96, 1.96)]
        digits = 2 if place == 4 else 1
        assert found[0] == pytest.approx(middle)
        assert [round(one, digits) for one in found[1:]] == [low, high]
        has(name, "evaluation", str(low), str(high))
    has_interval(name, 4, 25)
    has_interval(name, 1, 25)
    texts, minutes = 60, 45 - 20 - 5
    assert texts * minutes / 60 == 20
    has(name, "evaluation", "20")


def test_hr_pay_is_in_proportion_to_the_hours():
    name = "genai-task-hr"
    ((_, low), (_, high)) = tables(name)[0]
    has(name, "result", str(low * 32 // 40), str(high * 32 // 40), "32")
    for language in BOTH:
        advertisement = re.split(r"\n\n(?:Questions|Fragen)", said(name, "result", language))[0]
        assert not re.search(
            r"38|young|jung|native|mutterspr|driving|führersch", advertisement.lower()
        )
        assert "Wieczorek" not in said(name, "result", language)


def test_hr_advanced_the_rates_follow_from_the_tables():
    name = "genai-task-hr-advanced"
    groups, agreed = tables(name)
    (_, of_a, panel_a, machine_a), (_, of_b, panel_b, machine_b) = groups
    (_, both, missed), (_, more, neither) = agreed
    assert of_a + of_b == both + missed + more + neither == 200
    assert (panel_a + panel_b, machine_a + machine_b) == (both + missed, both + more) == (72, 70)
    ratios = [(b / of_b) / (a / of_a) for a, b in ((panel_a, panel_b), (machine_a, machine_b))]
    has(name, "evaluation", *(f"{one:.2f}" for one in ratios), "81 %", "28 %", "27.5 %", "40.0 %")
    has_interval(name, both + neither, 200)
    has_interval(name, missed, both + missed)
    shares = machine_a / of_a, machine_b / of_b
    error = math.sqrt(sum(s * (1 - s) / n for s, n in zip(shares, (of_a, of_b), strict=True)))
    gap = [round(100 * (shares[0] - shares[1] + z * error)) for z in (-1.96, 1.96)]
    assert gap == [-1, 26]
    has(name, "evaluation", "12.5", "100", "33")


def test_finance_variances_follow_from_the_ledger():
    name = "genai-task-finance"
    (rows,) = tables(name)
    budget, actual = sum(column(rows, 1)), sum(column(rows, 2))
    assert (budget, actual) == (680, 695)
    for _line, planned, spent in [*rows, ("", budget, actual)]:
        has(name, "result", f"{spent - planned:+d}", f"{100 * (spent - planned) / planned:+.1f}")
    commented = [
        line
        for line, planned, spent in rows
        if abs(spent - planned) >= 10 or abs(spent - planned) / planned >= 0.05
    ]
    assert commented == ["Personnel", "Energy", "Travel"]


def test_finance_advanced_the_rates_follow_from_the_pilot():
    name = "genai-task-finance-advanced"
    (rows,) = tables(name)
    right = dict(rows)
    assert right["amount"] == 150 - 6
    assert sum(right.values()) == 570
    has(name, "evaluation", "4.0 %", "1.3 %", "570", "600", "95.0 %", "86 %", "66", "60", "710")
    for count in (6, 2):
        found = wilson(count / 150, 150)
        low, high = (f"{100 * one:.1f}" for one in (found.low, found.high))
        has(name, "evaluation", low, high)
    hours = 1200 * 5 / 60, 1200 / 60, round(1200 * (150 - 129) / 150) * 5 / 60
    assert hours == (100, 20, 14)
    assert 4260 / 6 == 710
    assert wilson(0.0, 190).high <= 0.02 < wilson(0.0, 180).high
    assert round(1200 * 2 / 150) == 16
