import pytest

from benchmarks import starting
from benchmarks.browser import answers, lines, measuring
from benchmarks.browser.sides import Noted


def noted(settled: float, *tasks: float, prints: tuple[int, ...] = (1, 2)) -> Noted:
    return Noted(None, None, None, settled, settled, list(tasks), list(prints))


def test_the_sides_take_turns_and_each_has_its_own_rounds():
    order: list[tuple[str, int]] = []

    def side(name: str):
        def turn(number: int) -> Noted:
            order.append((name, number))
            return noted(number)

        return turn

    ours, other = lines.in_turns(2, side("ours"), side("other"))
    assert order == [("ours", 0), ("other", 0), ("ours", 1), ("other", 1)]
    assert [one.settled for one in ours] == [one.settled for one in other] == [0, 1]


def test_sides_that_draw_different_figures_are_no_comparison():
    with pytest.raises(RuntimeError, match="same figures"):
        lines.in_turns(1, lambda _: noted(1, prints=(1, 2)), lambda _: noted(1, prints=(1, 3)))


def test_the_same_figures_in_another_order_are_the_same():
    lines.in_turns(1, lambda _: noted(1, prints=(1, 2)), lambda _: noted(1, prints=(2, 1)))


def test_pages_that_dash_does_not_have_take_turns_with_it_as_well():
    ours, other = lines.turns(
        2, lambda number: noted(number, prints=(1,)), lambda number: noted(10 + number)
    )
    assert [one.settled for one in ours] == [0, 1]
    assert [one.settled for one in other] == [10, 11]


def test_each_page_is_held_to_the_bounds_of_the_overview():
    dash = [Noted(1000, None, None, 2000, 2000, [], [])]
    quick, slow = (
        [Noted(numbers, None, None, settled, settled, [task], [])]
        for numbers, settled, task in ((1500, 2000, 196), (1501, 2001, 197))
    )
    pages = [slow if page == "rates" else quick for page in answers.PAGES]
    held = {
        line.what: line.holds
        for line in answers.page_lines("open {page}", [*pages, dash], lines.WARM_OPENING)
    }
    assert len(held) == 3 * len(answers.PAGES)
    assert [what for what, holds in held.items() if not holds] == [
        "open rates: numbers, beside Dash's overview",
        "open rates: settled, beside Dash's overview",
        "open rates: longest task, beside Dash until settled",
    ]


def test_medians_are_compared():
    ours, other = [noted(ms) for ms in (10, 90, 20)], [noted(ms) for ms in (40, 10, 10)]
    assert lines.beside("change", ours, other, "settled", 2).holds
    assert not lines.beside("change", ours, other, "settled", 1.9).holds


def test_the_longest_task_is_limited_and_no_task_counts_as_one_just_too_short_to_be_reported():
    line = lines.longest_task("change", [noted(1, 60, 101)], [noted(500)], 0.2)
    assert (line.measured, line.beside, line.result) == ("101 ms", "500 ms", "0.20 ×")
    assert not line.holds
    assert lines.longest_task("change", [noted(1, 60, 100)], [noted(500)], 0.2).holds
    assert lines.longest_task("change", [noted(1)], [noted(500)], 0.1).measured == "50 ms"


def test_without_a_browser_its_lines_are_skipped_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    for line in (*measuring.measure(), starting.first_overview()):
        assert "skipped, no chromium on the PATH: apt-get install chromium" in line.what
        assert line.holds
