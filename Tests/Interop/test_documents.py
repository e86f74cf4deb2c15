"""What services say of themselves and of what happened, judged by the standards' own schemas."""

import json

import pytest
from cloudevents.core.formats.json import JSONFormat
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT7

from suite import PORTS

SERVICES = sorted(PORTS)


def mistakes(validator, document):
    return [
        f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


@pytest.fixture(scope="session")
def openrpc(published):
    """The meta-schema names no version and refers to a schema of schemas on the web: both are
    filled in here, the latter with draft-07, which OpenRPC 1.3 is about."""
    schema = published("openrpc-meta-schema.json")
    schema["properties"]["openrpc"]["enum"] = ["1.3.2"]
    draft = {key: value for key, value in Draft7Validator.META_SCHEMA.items() if key != "$id"}
    reference = {"type": "string", "format": "uri-reference"}
    draft["definitions"] = draft["definitions"] | {
        "JSONSchemaObject": {"properties": {"$ref": reference}}}
    schemas = "https://meta.json-schema.tools"
    resource = DRAFT7.create_resource(draft)
    registry = Registry().with_resources([(schemas, resource), (schemas + "/", resource)])
    return Draft7Validator(schema, registry=registry)


@pytest.mark.parametrize("service", SERVICES)
def test_methods_are_described_in_openrpc(rapport, openrpc, service):
    document = rapport.call("rpc.discover", service=service)
    assert mistakes(openrpc, document) == []
    names = [method["name"] for method in document["methods"]]
    assert len(names) == len(set(names))
    assert {"rpc.discover", "events.read", "service.status", "service.metrics"} <= set(names)


def test_the_openrpc_schema_refuses_what_is_wrong(openrpc):
    info = {"title": "x", "version": "1"}
    assert mistakes(openrpc, {"openrpc": "1.3.2", "info": info, "methods": []}) == []
    assert mistakes(openrpc, {"openrpc": "1.3.2", "info": info, "methods": [{"name": "x"}]})


@pytest.mark.parametrize("service", SERVICES)
def test_events_are_described_in_asyncapi(rapport, published, service):
    document = rapport.call("rpc.discover", {"document": "asyncapi"}, service=service)
    assert mistakes(Draft7Validator(published("asyncapi-3.0.0.json")), document) == []


@pytest.fixture(scope="session")
def happenings(suite):
    """Something happens in each service, and is heard. The events of all logs, by service."""
    rapport = suite.client
    rapport.call("topics.put", {
        "key": "interop-news", "name": "News", "basis": "consent"})
    rapport.call("senders.put", {
        "key": "interop", "name": "Shop", "address": "shop@example.com",
        "postalAddress": "1 High Street"})
    rapport.call("campaigns.put", {
        "key": "interop", "name": "Interop", "topic": "interop-news", "sender": "interop"},
        after=rapport.position)
    captured = rapport.subscribe("notifications.message.captured")
    rapport.call("tickets.open", {
        "subject": "Ünïcode 🧵 \u2028 \" \\", "body": "Where is it?",
        "requester": {"email": "ann@example.com", "name": "Ann"}})
    captured.wait_for("notifications.message.captured")
    return {service: rapport.events(service) for service in SERVICES}


@pytest.mark.parametrize("service", SERVICES)
def test_events_are_cloudevents(happenings, published, service):
    schema = Draft7Validator(published("cloudevents.json"), format_checker=FormatChecker())
    assert happenings[service], "nothing happened"
    for event in happenings[service]:
        assert mistakes(schema, event) == [], event
        read = JSONFormat().read(None, json.dumps(event))
        assert read.get_type() == event["type"]
        assert read.get_source() == f"/rapport/{service}"
        assert read.get_data() == event["data"]
        assert read.get_time().isoformat(timespec="milliseconds") == event["time"].replace(
            "Z", "+00:00")


@pytest.mark.parametrize("service", SERVICES)
def test_a_log_has_no_gaps(happenings, service):
    numbers = [event["sequence"] for event in happenings[service]]
    assert numbers == [f"{number:020}" for number in range(1, len(numbers) + 1)]


def test_the_stream_says_what_the_log_says(rapport):
    opened = rapport.subscribe("tickets.ticket.opened")
    ticket = rapport.call("tickets.open", {
        "subject": "A second matter", "body": "…", "requester": {"phone": "+4930123456"}})
    heard = opened.wait_for("tickets.ticket.opened", lambda event: event["subject"] == ticket["id"])
    assert heard in rapport.events("tickets", after=int(heard["sequence"]) - 1)
