"""A published call log of 5,000 calls, converted to what `python -m demo_pbx --calls` reads.

The workbook is a training set (8 agents, January to March 2021, inbound only) that lies
beside the project where the machine has it, and is no part of it. CALL_LOG_WORKBOOK names it
where it lies elsewhere.
"""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime, time
from pathlib import Path

from openpyxl import load_workbook

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "call-centre-2021q1.xlsx"
WORKBOOK = Path(os.environ.get("CALL_LOG_WORKBOOK", _BESIDE))
WHY_SKIPPED = "the published call log is not kept in the project"

# What everybody who published figures of it found.
ANSWERED, UNANSWERED, TALK_SECONDS = 4054, 946, 911_837
FIRST_DAY, LAST_DAY = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 3, 31, tzinfo=UTC)
GROUP = "Call centre"
FIRST_EXTENSION = 101
HEADER = ("start", "extension", "name", "group", "direction", "area", "answered", "talk seconds")


def convert(folder: Path) -> Path:
    """Write the workbook's calls as a CSV call log into the folder and return its path.

    Agents get extensions in the order of their names. Talk time is whole seconds.
    """
    book = load_workbook(WORKBOOK, read_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    place = {name: position for position, name in enumerate(header)}
    agents = sorted({str(row[place["Agent"]]) for row in rows})
    extensions = {agent: FIRST_EXTENSION + position for position, agent in enumerate(agents)}
    target = folder / "call-log.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for row in rows:
            agent = str(row[place["Agent"]])
            answered = row[place["Answered (Y/N)"]] == "Y"
            talk = row[place["AvgTalkDuration"]] if answered else time()
            assert isinstance(talk, time)
            writer.writerow(
                (
                    f"{row[place['Date']]}T{row[place['Time']]}",
                    extensions[agent],
                    agent,
                    GROUP,
                    "inbound",
                    "external",
                    "yes" if answered else "no",
                    talk.hour * 3600 + talk.minute * 60 + talk.second,
                )
            )
    return target
