"""Dashboard, alert rules and their table, judged against what the processes really measure."""

import http.client
import json
import re

import promql_parser
import pytest
import yaml

from suite import CHECKOUT, GATEWAY_PORT, PORTS

DASHBOARD = json.loads((CHECKOUT / "deploy/monitoring/dashboard.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
ALERTS = [
    rule for group in yaml.safe_load((CHECKOUT / "deploy/monitoring/alerts.yml").read_text())[
        "groups"] for rule in group["rules"]]
PAGE = (CHECKOUT / "deploy/docs/monitoring.md").read_text()
NAME = re.compile(r"\b(?:rapport|process)_[a-z_]+\b")


def expressions():
    yield from ((rule["alert"], rule["expr"]) for rule in ALERTS)
    for panel in PANELS:
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])


EXPRESSIONS = list(expressions())


@pytest.fixture(scope="module")
def measured(suite):
    """The names of all families that services declare, and of what the gateway adds."""
    names = set()
    for service in PORTS:
        told = suite.client.call("service.metrics", service=service)
        for family in told["families"]:
            parts = ["_bucket", "_sum", "_count"] if family["type"] == "histogram" else [""]
            names |= {family["name"] + part for part in parts}
    connection = http.client.HTTPConnection("127.0.0.1", GATEWAY_PORT + suite.offset, timeout=10)
    connection.request("GET", "/metrics")
    return names | set(re.findall(r"^([a-z_]+)\{", connection.getresponse().read().decode(), re.M))


@pytest.mark.parametrize(("title", "expression"), EXPRESSIONS)
def test_what_is_shown_and_watched_is_measured(measured, title, expression):
    names = set(NAME.findall(expression))
    assert names and names <= measured, names - measured


@pytest.mark.parametrize(("title", "expression"), EXPRESSIONS)
def test_expressions_are_prometheus_own(title, expression):
    promql_parser.parse(expression.replace("$__rate_interval", "5m"))


def test_what_is_measured_is_described(measured):
    told = set(NAME.findall(PAGE))
    families = {re.sub("_(bucket|sum|count)$", "", name) for name in measured}
    assert told >= families, families - told
    assert told <= families | measured, told - families


def test_each_alert_has_a_row_that_says_what_to_do():
    rows = re.findall(r"^\| `(Rapport\w+)` \| .+ \| .+ \|$", PAGE, re.M)
    assert rows == [rule["alert"] for rule in ALERTS]


def test_alerts_say_how_bad_it_is_and_in_one_sentence_what():
    for rule in ALERTS:
        assert rule["labels"]["severity"] in {"critical", "warning"}, rule["alert"]
        assert rule["annotations"]["summary"].endswith("."), rule["alert"]


def test_panels_have_their_own_place_and_a_source_to_choose():
    identities = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(identities)) == len(identities)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    assert all(panel["datasource"]["uid"] == "${datasource}" for panel in PANELS)
    assert [variable["name"] for variable in DASHBOARD["templating"]["list"]] == ["datasource"]
