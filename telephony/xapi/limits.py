"""Every bound of the client, with the reason for its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes, rows and attempts. A test gives smaller ones."""

    max_concurrent_requests: int = 8
    """Never more, however fast it answers: 3CX answers phones on the same machine."""
    initial_concurrent_requests: int = 2
    """Before anything is known about how fast the PBX is."""
    multi_page_reads_for_programs: int = 8
    """Of several pages, read at once for exports and the collector: as many as requests."""
    multi_page_reads_for_people: int = 24
    """The same for pages: of ten thousand extensions they hold 150 MB together."""
    deadline_seconds: float = 60.0
    """For one request with its retries; nginx in front of 3CX gives up at about that time."""
    read_seconds: float = 300.0
    """For all pages of one question: ten thousand extensions are ten pages of a slow report."""
    connect_seconds: float = 10.0
    """A PBX that blocks our address swallows packets; three attempts then fit the deadline."""

    body_bytes: int = 32 * 2**20
    """Decoded, per answer: a page of 1,000 rows is about 0.3 MB."""
    error_bytes: int = 64 * 2**10
    """Of an error's body; its words fit in the first kilobyte."""
    url_characters: int = 32_000
    """No server between here and 3CX takes longer ones, and httpx stops at 65,536."""

    report_page: int = 1_000
    """What the report functions have been seen to take for $top."""
    entity_page: int = 100
    """What entity sets such as /Groups take for $top; more is a 400."""
    page_size_seconds: float = 3_600.0
    """So long a smaller page that a 400 named is kept to; then one refusal an hour is no load."""
    max_pages: int = 1_000
    max_rows: int = 1_000_000
    """No PBX has that many extensions: an answer that goes on so long goes on for ever."""

    attempts: int = 3
    backoff_seconds: float = 0.5
    """Doubled per attempt, then a random part of it: full jitter."""
    backoff_cap_seconds: float = 8.0
    retry_budget: float = 10.0
    """Retries that may be made before successes have to earn new ones."""
    earned_per_success: float = 0.1
    """One retry in ten calls: a PBX in trouble gets at most a tenth more load from us."""
    seconds_per_retry: float = 10.0
    """Time earns a retry as well, or the first trouble after a quiet night would have none."""
    patience_seconds: float = 10.0
    """A longer Retry-After is not waited for: the reader learns the time instead."""
    longest_gate_seconds: float = 300.0
    """A longer Retry-After is a mistake: after so long one request finds out."""
    failures_in_a_row: int = 3
    """So many, one after the other, and the PBX counts as down: the attempts of one request."""
    probe_seconds: float = 6.0
    """Then one request may go out each time: with those that were under way, 20 a minute."""
    verdict_seconds: float = 1.0
    """Who comes with a probe waits so long for how it ends before sharing the failure."""

    token_early_seconds: float = 60.0
    """Renewed this long before its end, so that no call is under way when it ends."""
    token_default_seconds: float = 60.0
    """When the PBX does not say how long a token lives."""
    refused_seconds: float = 900.0
    """After a refused sign-in. 3CX blocks an address after more than three wrong ones."""
    sign_in_pause_seconds: float = 15.0
    """After an answer to a sign-in that is neither a token nor a refusal: a PBX that starts."""
    renewals_per_minute: int = 3
    """Renewals after a 401. More of them is a fight with another program over one client id."""
    missing_seconds: float = 15.0
    """A PBX that starts does not know its reports yet; doubled each time it still does not, …"""
    longest_missing_seconds: float = 3_600.0
    """… up to here: a report that a version lacks comes with an update, not within the hour."""
