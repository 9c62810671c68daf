"""The calls of one day, generated as arrays: external ones, internal ones, and those that a queue
offers to a team, where one person answers and the others only have a ring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo_pbx.people import People
from demo_pbx.seasons import MORNING_SHARE, moments_us

LONGEST_TALK_SECONDS = 3 * 3600.0
AWAY_CALL_RATE = 0.3  # of the usual rate; none is answered then
INTERNAL_TALK = 0.5  # of the caller's median
INTERNAL_ANSWER_RATE = 0.74
TEAM_CALLS_PER_MEMBER = 6.0
TEAM_ANSWER_RATE = 0.93


class Calls(NamedTuple):
    """Legs of one day as columns, unsorted; ``moments`` are wall-clock [µs since midnight]."""

    moments: NDArray[np.float64]
    extension: NDArray[np.int32]
    outbound: NDArray[np.bool_]
    internal: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    talk_us: NDArray[np.int64]
    polling: NDArray[np.bool_]


def working_day(
    rng: np.random.Generator, people: People, present: NDArray[np.bool_], busy: float
) -> Calls:
    """Generate the calls of a day with these people present; ``busy`` scales all rates."""
    parts = [make(rng, people, present, busy) for make in (_external, _internal, _team)]
    columns: Iterator[tuple[NDArray[Any], ...]] = zip(*parts, strict=True)
    return Calls(*(np.concatenate(column) for column in columns))


def _external(
    rng: np.random.Generator, people: People, present: NDArray[np.bool_], busy: float
) -> Calls:
    here = np.where(present, 1.0, 0.0)
    called = np.where(present, 1.0, AWAY_CALL_RATE)
    counts = rng.poisson(people.rates[:2] * busy * np.stack((called, here)))
    position = np.arange(len(present), dtype=np.int32)
    who = np.concatenate((np.repeat(position, counts[0]), np.repeat(position, counts[1])))
    outbound = np.arange(len(who)) >= counts[0].sum()
    chance = np.where(outbound, people.connect_rate[who], people.answer_rate[who] * here[who])
    answered = rng.random(len(who)) < chance
    return Calls(
        _moments(rng, people, who),
        who,
        outbound,
        np.zeros(len(who), dtype=np.bool_),
        answered,
        _talk_us(rng, people, who, answered, 1.0),
        np.zeros(len(who), dtype=np.bool_),
    )


def _internal(
    rng: np.random.Generator, people: People, present: NDArray[np.bool_], busy: float
) -> Calls:
    counts = rng.poisson(people.rates[2] * busy * present)
    caller = np.repeat(np.arange(len(present), dtype=np.int32), counts)
    if len(people.callable) < 2:  # noqa: PLR2004  # no one to call
        caller = caller[:0]
    picks = rng.integers(max(len(people.callable), 1), size=len(caller))
    picks = (picks + (people.callable[picks] == caller)) % max(len(people.callable), 1)
    callee = people.callable[picks].astype(np.int32)
    answered = (rng.random(len(caller)) < INTERNAL_ANSWER_RATE) & present[callee]
    talk = _talk_us(rng, people, caller, answered, INTERNAL_TALK)
    moments = _moments(rng, people, caller)
    both = 2 * len(caller)
    return Calls(
        np.concatenate((moments, moments)),
        np.concatenate((caller, callee)),
        np.arange(both) < len(caller),
        np.ones(both, dtype=np.bool_),
        np.concatenate((answered, answered)),
        np.concatenate((talk, talk)),
        np.zeros(both, dtype=np.bool_),
    )


def _team(
    rng: np.random.Generator, people: People, present: NDArray[np.bool_], busy: float
) -> Calls:
    rings = (people.teams >= 0) & present[people.teams]
    counts = rng.poisson(rings.sum(axis=1) * TEAM_CALLS_PER_MEMBER * busy)
    team = np.repeat(np.arange(len(rings)), counts)
    eagerness = np.where(rings[team], rng.random((len(team), rings.shape[1])), -1.0)
    taken = rng.random((len(team), 1)) < TEAM_ANSWER_RATE
    quickest = eagerness == eagerness.max(axis=1, keepdims=True)
    answered = (taken & quickest)[rings[team]]
    who = people.teams[team][rings[team]].astype(np.int32)
    moments = np.repeat(moments_us(rng.random(len(team))), rings[team].sum(axis=1))
    inbound_external = np.zeros(len(who), dtype=np.bool_)
    talk = _talk_us(rng, people, who, answered, 1.0)
    polling = np.ones(len(who), dtype=np.bool_)
    return Calls(moments, who, inbound_external, inbound_external, answered, talk, polling)


def _moments(
    rng: np.random.Generator, people: People, who: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return when calls start: over the day, for part-timers until 13:00."""
    return moments_us(rng.random(len(who)) * np.where(people.part_time[who], MORNING_SHARE, 1.0))


def _talk_us(
    rng: np.random.Generator,
    people: People,
    who: NDArray[np.int32],
    answered: NDArray[np.bool_],
    scale: float,
) -> NDArray[np.int64]:
    """Return log-normal talk times in whole microseconds; 0 where unanswered."""
    seconds = np.exp(people.log_median[who] + people.spread[who] * rng.standard_normal(len(who)))
    microseconds = np.clip(seconds * scale, 1.0, LONGEST_TALK_SECONDS) * 1e6
    return np.where(answered, microseconds, 0.0).astype(np.int64)
