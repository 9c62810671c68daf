"""The dashboard for Grafana and the alerts ask for metrics, labels and values that there are."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.gauges.page_runs import RunOutcome, counted
from server.nightly_collection import CollectionState
from telephony.data_access.cache.uses import CacheUse
from telephony.data_access.pbx.activity import PbxState
from telephony.data_access.store.activity import Use, UseOutcome
from telephony.data_access.store.store import open_store
from telephony.xapi.request_statistics import SIGN_IN, Outcome
from tests.server.gauges.scraping import application, get, samples, with_people
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.numbered_buckets import SERIES, fetched_bucket
from tests.support.processes import ROOT
from tests.support.signed_in import rule as access_rule

ALERTS = ROOT / "deploy" / "alerts.yaml"
GRAFANA = ROOT / "deploy" / "grafana-dashboard.json"
NOON = datetime(2026, 3, 12, 11, tzinfo=UTC)
# What Prometheus itself adds to what it has scraped.
ADDED = {"instance", "job"}
OWN_METRICS = {"up"}


def names_of(*kinds: type[StrEnum]) -> set[str]:
    return {member.replace(" ", "_") for kind in kinds for member in kind}


# Values that a label may have, besides those of one scrape.
VALUES = {
    "outcome": names_of(Outcome, RunOutcome, UseOutcome),
    "use": names_of(Use, CacheUse),
    "state": names_of(PbxState),
    "kind": {SIGN_IN},
    "status": {"200", "401", "429", "503"},
    "job": {"telephony"},
}
SELECTOR = re.compile(r"(?<![\w$])([a-z][a-z_]*)\s*\{([^}]*)\}")
MATCHER = re.compile(r'([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
GROUPING = re.compile(r"\b(?:by|on)\s*\(([^)]*)\)")
METRIC = re.compile(r"\b(?:telephony_\w+|up)\b")
TEMPLATE = re.compile(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}")


def alert_expressions() -> Iterator[tuple[str, str]]:
    for group in yaml.safe_load(ALERTS.read_text())["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]


def panel_expressions() -> Iterator[tuple[str, str]]:
    board = json.loads(GRAFANA.read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]


EXPRESSIONS = [*alert_expressions(), *panel_expressions()]


@pytest.fixture(scope="module")
def exposed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, set[str]]]:
    """By the name of each sample that /metrics has: its labels with their values."""
    folder = tmp_path_factory.mktemp("store")
    store = open_store(folder)
    rules = folder / "access.toml"
    rules.write_text(access_rule("anna", ["*"]))
    store.buckets.save(SERIES, [fetched_bucket(0, store.extensions)])
    app = application(collections={"": CollectionState(ended=NOON)})
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script("/xapi/v1/Report", faults.listing([{"Dn": "100", "DisplayName": "Ann"}]))
        with counted("overview"):
            pass
        today = "/export/extensions.csv?group=GRP0000&range=today"
        with with_people(pbx, SetClock(NOON), store, rules):
            assert get(app, today).status_code == 401
            assert get(app, today, x_forwarded_user="anna").status_code == 200
            found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
            for name, labels in samples(get(app).text):
                for label, text in labels:
                    found[name][label].add(text)
                found[name]  # also one without labels
    return found


def test_each_metric_label_and_value_that_is_asked_for_is_exposed(
    exposed: dict[str, dict[str, set[str]]],
) -> None:
    wrong = {title: found for title, text in EXPRESSIONS if (found := not_exposed(text, exposed))}
    assert wrong == {}


def not_exposed(expression: str, exposed: dict[str, dict[str, set[str]]]) -> list[str]:
    """What an expression asks for that is not there."""
    metrics = set(METRIC.findall(expression)) - OWN_METRICS
    if metrics - exposed.keys():
        return sorted(metrics - exposed.keys())
    labels = {"pbx"} | ADDED if not metrics else ADDED.union(*(exposed[name] for name in metrics))
    found = [
        grouping
        for grouping in GROUPING.findall(expression)
        if not {name.strip() for name in grouping.split(",")} <= labels
    ]
    for name, matchers in SELECTOR.findall(expression):
        for label, operator, text in MATCHER.findall(matchers):
            if label not in ADDED and label not in exposed[name]:
                found.append(f"{name}: {label}")
            if "$" in text or (name in OWN_METRICS and label not in VALUES):
                continue
            known = VALUES.get(label, set()) | exposed.get(name, {}).get(label, set())
            wanted = text.split("|") if "~" in operator else [text]
            found += [f"{label}: {value}" for value in wanted if value not in known]
    return found


def test_each_expression_is_balanced() -> None:
    plain = [(title, re.sub(r'"[^"]*"', "", expression)) for title, expression in EXPRESSIONS]
    assert plain
    for pair in ("()", "{}", "[]"):
        assert [one for one in plain if one[1].count(pair[0]) != one[1].count(pair[1])] == []


def test_each_metric_is_looked_at_somewhere(exposed: dict[str, Any]) -> None:
    asked = {name for _, expression in EXPRESSIONS for name in METRIC.findall(expression)}
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked}
    ours = {name for name in exposed if not name.startswith("telephony_process_")}
    # a histogram's sum is only for means, which nobody looks at
    left = {name for name in ours if re.sub(r"_(bucket|count|sum)$", "", name) not in families}
    assert left == set()


def test_each_alert_says_what_is_wrong_how_bad_and_names_labels_that_it_has() -> None:
    for group in yaml.safe_load(ALERTS.read_text())["groups"]:
        names = [rule["alert"] for rule in group["rules"]]
        assert len(set(names)) == len(names)
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in {"warning", "critical"}
            summary = rule["annotations"]["summary"]
            assert summary.endswith(".")
            kept = {
                name.strip() for some in GROUPING.findall(rule["expr"]) for name in some.split(",")
            }
            if not re.match(r"(sum|min|max|histogram|time)", rule["expr"]):
                kept |= ADDED
            assert set(TEMPLATE.findall(summary)) <= kept, rule["alert"]


def test_panels_have_titles_and_places_of_their_own_and_one_data_source() -> None:
    panels = json.loads(GRAFANA.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = set()
    for panel in panels:
        at = panel["gridPos"]
        mine = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert panel["title"]
        assert at["x"] + at["w"] <= 24
        assert not mine & cells, panel["title"]
        cells |= mine
        for target in panel.get("targets", ()):
            assert target["datasource"]["uid"] == "${datasource}"


@pytest.mark.parametrize("file", [ALERTS, GRAFANA])
def test_no_address_of_a_machine_is_in_it(file: Path) -> None:
    assert not re.search(r"https?://|\d+\.\d+\.\d+\.\d+", file.read_text())
