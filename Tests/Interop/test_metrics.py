"""The gateway's measurements, read by Prometheus' own parser."""

import http.client

import pytest
from prometheus_client.parser import text_string_to_metric_families

from suite import GATEWAY_PORT, PORTS


@pytest.fixture
def families(suite, rapport):
    """What /metrics says after something has happened, by the families' names."""
    rapport.call("tickets.open", {
        "subject": "Counted", "body": "…", "requester": {"email": "cora@example.com"}})
    connection = http.client.HTTPConnection("127.0.0.1", GATEWAY_PORT + suite.offset, timeout=10)
    connection.request("GET", "/metrics")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type").startswith("text/plain; version=0.0.4")
    return {family.name: family for family in text_string_to_metric_families(answer.read().decode())}


def samples(family, **labels):
    return [sample for sample in family.samples if labels.items() <= sample.labels.items()]


def test_every_process_tells_of_itself(families):
    up = {sample.labels["service"]: sample.value for sample in families["rapport_up"].samples}
    assert up == dict.fromkeys([*PORTS, "gateway"], 1)
    for name in ["process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds"]:
        assert {sample.labels["service"] for sample in families[name].samples} == set(up)
        assert all(sample.value > 0 for sample in families[name].samples), name


def test_every_family_has_its_type_and_its_help(families):
    for family in families.values():
        assert family.type in {"counter", "gauge", "histogram"}, family.name
        assert family.documentation, family.name


def test_requests_are_counted_by_method_and_outcome(families):
    done = samples(
        families["rapport_requests"], service="tickets", method="tickets.open", outcome="ok")
    assert len(done) == 1 and done[0].value >= 1


@pytest.mark.parametrize("name", [
    "rapport_request_duration_seconds", "rapport_commit_duration_seconds", "rapport_batch_size"])
def test_histograms_grow_bucket_by_bucket_up_to_their_count(families, name):
    family = families[name]
    assert family.type == "histogram"
    series = {}
    for sample in family.samples:
        rest = tuple(sorted(item for item in sample.labels.items() if item[0] != "le"))
        series.setdefault(rest, {}).setdefault(sample.name.removeprefix(name), []).append(sample)
    assert series
    for parts in series.values():
        buckets = [sample.value for sample in parts["_bucket"]]
        assert buckets == sorted(buckets)
        assert parts["_bucket"][-1].labels["le"] == "+Inf"
        assert buckets[-1] == parts["_count"][0].value
        assert parts["_sum"][0].value >= 0


def test_abilities_of_a_service_are_measured(families):
    assert samples(families["rapport_tickets_open"], service="tickets")[0].value >= 1
    assert samples(families["rapport_provider_active"], provider="capture")[0].value == 1
    assert {sample.labels["status"] for sample in families["rapport_messages"].samples} >= {
        "planned", "delayed", "held"}
