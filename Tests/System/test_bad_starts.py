"""A process that cannot start says why in one sentence, with an exit code of sysexits.h."""

import contextlib
import os
import socket
import sqlite3
import subprocess

import pytest

from suite import GATEWAY_PORT, PORTS, free_offset


def refusal(suite, name, **environment):
    """The exit code and the one sentence of a process that does not start."""
    ended = subprocess.run(
        [suite.binaries / f"rapport-{name}"], env=suite.environment | environment,
        capture_output=True, text=True, timeout=10)
    assert ended.stdout == ""
    [sentence] = ended.stderr.splitlines()
    assert sentence.startswith(f"rapport-{name}: ")
    return ended.returncode, sentence


@contextlib.contextmanager
def taken(port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        yield


@pytest.mark.parametrize("which", [0, 1], ids=["requests", "events"])
@pytest.mark.parametrize("service", PORTS)
def test_a_port_in_use_is_named(installation, service, which):
    suite = installation(service)
    port = PORTS[service][which] + suite.offset
    with taken(port):
        code, sentence = refusal(suite, service)
    assert code == os.EX_UNAVAILABLE
    assert f"{port} is in use" in sentence


def test_a_port_in_use_is_named_by_the_gateway(installation):
    suite = installation("gateway")
    port = GATEWAY_PORT + suite.offset
    with taken(port):
        code, sentence = refusal(suite, "gateway")
    assert code == os.EX_UNAVAILABLE
    assert f"{port} " in sentence and "is in use" in sentence


@pytest.mark.parametrize("service", PORTS)
def test_a_data_folder_that_cannot_be_written_is_named(installation, tmp_path, service):
    (tmp_path / "file").write_text("not a folder")
    folder = str(tmp_path / "file" / "data")
    code, sentence = refusal(installation(service), service, RAPPORT_DATA=folder)
    assert code == os.EX_CANTCREAT
    assert f"{folder} cannot be written" in sentence


@pytest.mark.parametrize("service", PORTS)
def test_a_database_of_a_newer_release_is_left_alone(installation, service):
    with installation(service) as suite:
        pass
    path = suite.folder / "data" / f"{service}.db"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE schema_migration SET readable_from = 900")
    before = path.read_bytes()
    code, sentence = refusal(suite, service)
    assert code == os.EX_DATAERR
    assert "newer release" in sentence and "900" in sentence
    assert path.read_bytes() == before


@pytest.mark.parametrize("service", PORTS)
def test_a_database_has_one_service_at_a_time(installation, service):
    with installation(service) as suite:
        code, sentence = refusal(suite, service, RAPPORT_PORT_OFFSET=str(free_offset()))
        assert code == os.EX_TEMPFAIL
        assert "already open" in sentence
        suite.client.call("service.status", service=service)


@pytest.mark.parametrize("name, value, word", [
    ("RAPPORT_PORT_OFFSET", "many", "many"), ("RAPPORT_BIND", "0.0.0.0", "insecure"),
    ("RAPPORT_DATABASE", "mysql://x", "postgresql://"),
])
def test_a_setting_that_cannot_be_is_named(installation, name, value, word):
    code, sentence = refusal(installation("tickets"), "tickets", **{name: value})
    assert code == os.EX_CONFIG
    assert word in sentence


@pytest.mark.parametrize("url", [
    "http://mail", "smtp://ann@mail", "smtp://ann:hunter2@mail?tls=sometimes",
    "smtp://ann:hunter2@mail?ca=/nowhere.pem"])
def test_a_mail_server_that_cannot_be_is_refused(installation, url):
    code, sentence = refusal(
        installation("notifications"), "notifications", RAPPORT_SMTP=url,
        RAPPORT_CAPTURE_MAIL="0")
    assert code == os.EX_CONFIG
    assert "smtp url" in sentence and "hunter2" not in sentence


def test_a_call_to_a_stopped_service_ends_with_a_sentence(installation):
    suite = installation()
    ended = subprocess.run(
        [suite.binaries / "rapport", "call", "tickets.list", "--timeout", "1"],
        env=suite.environment, capture_output=True, text=True, timeout=10)
    assert (ended.returncode, ended.stdout) == (os.EX_UNAVAILABLE, "")
    [sentence] = ended.stderr.splitlines()
    assert "tickets service" in sentence and "does not answer" in sentence
