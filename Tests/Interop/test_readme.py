"""What the README shows is run as it stands."""

import json
import pathlib
import re

import zmq

from suite import PORTS, Suite

README = pathlib.Path(__file__).resolve().parents[2].joinpath("README.md").read_text()


def blocks(language, under):
    """The code blocks of a language in a section of the README."""
    section = README.split(f"\n## {under}\n")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.S)


def test_the_python_example_opens_a_ticket(suite, capsys):
    example, _ = blocks("python", "Calling it from Python")
    port = 7201 + suite.offset
    exec(compile(example.replace("7201", str(port)), "README.md", "exec"), {})
    assert re.match(r"ticket \d+ is new, an answer is due \d{4}-", capsys.readouterr().out)


def test_the_python_example_with_a_key_gets_in(tmp_path, capsys, monkeypatch):
    _, example = blocks("python", "Calling it from Python")
    monkeypatch.chdir(tmp_path)
    with Suite(tmp_path, names=["tickets"], keys=True) as suite:
        suite.rapport(
            "keys", "new", "shop", "--scope", "frontend", "--events", "tickets.",
            "--to", str(tmp_path / "shop.key"))
        for port in PORTS["tickets"]:
            example = example.replace(str(port), str(port + suite.offset))
        exec(compile(example, "README.md", "exec"), {})
    assert re.match(r"\d+ queues, log at \d+\n", capsys.readouterr().out)


def test_the_protocol_s_requests_are_answered_as_it_says(suite):
    request, answer, faulty = map(json.loads, blocks("json", "Protocol"))
    assert exchange(suite, request) == answer
    refused = exchange(suite, faulty)["error"]
    assert refused["data"]["type"] == "invalidParams"
    assert {(found["path"], found["rule"]) for found in refused["data"]["violations"]} == {
        ("/requester/email", "email"), ("/colour", "unknown"), ("/body", "required")}


def exchange(suite, request):
    socket = suite.client.context.socket(zmq.REQ)
    socket.linger, socket.rcvtimeo = 0, 10_000
    socket.connect(f"tcp://127.0.0.1:{7201 + suite.offset}")
    socket.send_json(request)
    return socket.recv_json()
