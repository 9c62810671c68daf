import re

from benchmarks import report


def test_a_bound_holds_up_to_its_very_value():
    assert report.at_most("start", 2.0, 1.0, 2.0, "s").holds
    assert not report.at_most("start", 2.01, 1.0, 2.0, "s").holds
    assert report.at_least("parsing", 10.0, 10.0, "1 s", "10 s").holds
    assert not report.at_least("parsing", 9.99, 10.0, "1 s", "9.99 s").holds
    assert report.limited("memory", 500, 500, "MB").holds
    assert not report.limited("memory", 500.1, 500, "MB").holds


def test_the_table_shows_each_figure_beside_its_floor_and_says_what_does_not_hold():
    kept = report.at_most("start", 1.5, 1.0, 2.0, "s")
    broken = report.limited("calls", 3, 2, "calls")
    assert report.table([kept, broken]).splitlines()[2:] == [
        "| start | 1.5 s | 1 s | 1.50 × | ≤ 2 × | yes |",
        "| calls | 3 calls |  |  | ≤ 2 calls | NO |",
    ]


def test_what_has_no_bound_or_was_skipped_holds_and_says_so():
    beside = report.compared("numbers", 30, 20, "ms")
    skipped = report.skipped("selection", "no chromium on the PATH")
    assert report.table([beside, skipped]).splitlines()[2:] == [
        "| numbers | 30 ms | 20 ms | 1.50 × |  | yes |",
        "| selection: skipped, no chromium on the PATH |  |  |  |  | yes |",
    ]


def test_the_machine_is_named_with_its_cores():
    pace = r" cores, Python 3\.[\d.]+; sum\(range\(10\*\*6\)\) takes [1-9]\d* ms$"
    assert re.search(pace, report.machine())
