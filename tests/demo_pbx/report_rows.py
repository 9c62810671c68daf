"""The values of a report row, read without the dashboard's own code."""

import re
from datetime import timedelta

from tests.demo_pbx.http_client import Client

COUNTERS = {
    ("inbound", True): "InboundAnsweredCount",
    ("inbound", False): "InboundUnansweredCount",
    ("outbound", True): "OutboundAnsweredCount",
    ("outbound", False): "OutboundUnansweredCount",
}
TALK = {"inbound": "InboundAnsweredTalkingDur", "outbound": "OutboundAnsweredTalkingDur"}
ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?")


def microseconds(text: str) -> int:
    days, hours, minutes, seconds, fraction = ISO.fullmatch(text).groups()
    whole = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
    )
    return whole // timedelta(microseconds=1) + int((fraction or "").ljust(6, "0"))


def filled(row: dict) -> dict:
    """A row as sent, with zeros put back and durations as microseconds."""
    talk = {name: microseconds(row.get(name, "PT0S")) for name in TALK.values()}
    return {**dict.fromkeys(COUNTERS.values(), 0), "SentimentScore": None, **row, **talk}


def report_rows(client: Client, **options: object) -> list[dict]:
    """The filled rows of all extensions, with these query options."""
    return [filled(row) for row in client.rows("GRP0000", **options)]
