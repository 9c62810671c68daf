"""A session that has gone for good leaves its questions; one that comes back keeps them."""

from __future__ import annotations

from components.shared.departures import GRACE_SECONDS, Departures, SessionWaits


class Question:
    def __init__(self) -> None:
        self.left = 0

    def leave(self) -> None:
        self.left += 1


class Sessions:
    """Two sessions that wait for something, and time."""

    def __init__(self) -> None:
        self.active = {"one", "two"}
        self.now = 0.0
        self.departures = Departures(self.active.__contains__, lambda: self.now)
        self.questions = {name: Question() for name in ("one", "two")}
        for name, question in self.questions.items():
            held = SessionWaits()
            held.hold("what", question)
            self.departures.watch(name, held)

    def left_after(self, seconds: float) -> dict[str, int]:
        self.now += seconds
        self.departures.look()
        return {name: question.left for name, question in self.questions.items()}


def test_only_the_questions_of_who_has_gone_are_left_and_only_once() -> None:
    sessions = Sessions()
    sessions.active.remove("one")
    assert sessions.left_after(GRACE_SECONDS - 1) == {"one": 0, "two": 0}
    assert sessions.left_after(1) == {"one": 1, "two": 0}
    assert sessions.left_after(60) == {"one": 1, "two": 0}


def test_a_line_that_comes_back_soon_loses_nothing() -> None:
    sessions = Sessions()
    sessions.active.remove("one")
    sessions.left_after(GRACE_SECONDS - 1)
    sessions.active.add("one")
    assert sessions.left_after(1) == {"one": 0, "two": 0}
    sessions.active.remove("one")
    assert sessions.left_after(GRACE_SECONDS - 1) == {"one": 0, "two": 0}


def test_a_run_leaves_what_it_has_not_wanted_again_and_at_once_what_another_page_wanted() -> None:
    held, trend, report, other = SessionWaits(), Question(), Question(), Question()
    held.begin_run("trends")
    held.hold("trend", trend)
    held.begin_run("overview")
    assert trend.left == 1
    held.hold("report", report)
    held.hold("other", other)
    held.begin_run("overview")
    held.hold("report", report)
    held.leave_earlier()
    assert (trend.left, report.left, other.left) == (1, 0, 1)
    held.release("report")
    held.leave_all()
    assert report.left == 0
    assert not held
