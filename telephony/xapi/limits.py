"""Every limit of the client, with the reason for its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes, rows and attempts. Tests set smaller ones."""

    max_concurrent_requests: int = 8
    """Never more, however fast it responds: 3CX handles phone calls on the same machine."""
    initial_concurrent_requests: int = 2
    """Until the speed of the PBX is known."""
    multi_page_reads_for_programs: int = 8
    """Read together for exports and the collector: as many as concurrent requests."""
    multi_page_reads_for_people: int = 24
    """The same for people at a page: with ten thousand extensions they hold 150 MB together."""
    deadline_seconds: float = 60.0
    """For one request with its retries; nginx in front of 3CX gives up at about that time."""
    read_seconds: float = 300.0
    """For all pages of one query: ten thousand extensions are ten pages of a slow report."""
    connect_seconds: float = 10.0
    """A PBX that blocks our address drops packets; three attempts then fit the deadline."""

    body_bytes: int = 32 * 2**20
    """Unpacked, per response: a page of 1,000 rows is about 0.3 MB."""
    error_bytes: int = 64 * 2**10
    """Of an error's body; its message fits in the first kilobyte."""
    url_characters: int = 32_000
    """No server between here and 3CX accepts longer ones, and httpx stops at 65,536."""

    report_page: int = 1_000
    """The largest $top that the report functions have been seen to accept."""
    entity_page: int = 100
    """The largest $top of entity sets such as /Groups; more is a 400."""
    page_size_seconds: float = 3_600.0
    """How long a smaller page size that a 400 named is used; one refusal an hour is no load."""
    max_pages: int = 1_000
    max_rows: int = 1_000_000
    """No PBX has that many extensions: a list that is longer has no end."""

    attempts: int = 3
    backoff_seconds: float = 0.5
    """Doubled per attempt; the pause is a random part of it (full jitter)."""
    backoff_cap_seconds: float = 8.0
    retry_budget: float = 10.0
    """Retries that may be made before successes have to earn new ones."""
    earned_per_success: float = 0.1
    """One retry in ten requests: an overloaded PBX gets at most a tenth more load from us."""
    seconds_per_retry: float = 10.0
    """Time earns a retry as well, or the first failure after an idle night would have none."""
    patience_seconds: float = 10.0
    """A longer Retry-After is not waited for: the reader learns the time instead."""
    longest_gate_seconds: float = 300.0
    """A longer Retry-After is a mistake: after this time one request finds out."""
    failures_in_a_row: int = 3
    """After this many the PBX counts as down: as many as one request has attempts."""
    probe_seconds: float = 6.0
    """While down, one request per this time: with those that were under way, 20 a minute."""
    probe_wait_seconds: float = 1.0
    """How long a request waits for a probe under way before it shares the failure."""

    token_early_seconds: float = 60.0
    """Renewed this long before it expires, so that no request is under way when it does."""
    token_default_seconds: float = 60.0
    """When the PBX does not say how long a token is valid."""
    refused_seconds: float = 900.0
    """After a refused sign-in. 3CX blocks an address after more than three failed ones."""
    sign_in_pause_seconds: float = 15.0
    """After a response to a sign-in that is neither a token nor a refusal: a PBX that starts."""
    renewals_per_minute: int = 3
    """Renewals after a 401. More of them mean that another program uses the client id."""
    missing_seconds: float = 15.0
    """A PBX that is starting does not know its reports yet; doubled per further 404, …"""
    longest_missing_seconds: float = 3_600.0
    """… up to here: a report that a version lacks comes with an update, not within the hour."""
