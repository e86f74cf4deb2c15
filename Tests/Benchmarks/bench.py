"""Measures Rapport beside what the machine and the libraries allow, in one run.

A ratio of 1.00 means as good as the limit, and more is better whatever the unit.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from suite import CHECKOUT, GATEWAY_PORT, PORTS, Suite, free_offset, is_free

DRIVERS = CHECKOUT / ".build/benchmarks/release"
WINDOWS = (1, 8, 64, 256)
SUBSCRIBERS = 10
# About what an acknowledgement has.
MAIL_BYTES = 1600


class Table:
    """The figures, in the order in which they were measured."""

    def __init__(self):
        self.rows = []

    def add(self, figure, unit, ours, limit, limit_is, less_is_better=False):
        ratio = None
        if ours and limit:
            ratio = limit / ours if less_is_better else ours / limit
        self.rows.append({
            "figure": figure, "unit": unit, "ours": ours, "limit": limit, "ratio": ratio,
            "limitIs": limit_is})

    def text(self):
        lines = [("figure", "ours", "limit", "ratio", "the limit is")]
        lines += [
            (f"{row['figure']}, {row['unit']}", shown(row["ours"]), shown(row["limit"]),
             "–" if row["ratio"] is None else f"{row['ratio']:.2f}", row["limitIs"])
            for row in self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(5)]
        return "\n".join(
            f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}"
            f"  {line[3]:>{widths[3]}}  {line[4]}".rstrip() for line in lines)


class Best(dict):
    """What was measured several times; the fastest of each."""

    def keep(self, what, found):
        self[what] = max(self.get(what, found), found, key=lambda each: each["perSecond"])


def shown(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def driver(name, *arguments):
    """What a driver measured."""
    command = [DRIVERS / name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr.strip()}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def running(*command):
    """A program that stays until it is ended."""
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def endpoint(suite, service, events=False):
    return f"tcp://127.0.0.1:{PORTS[service][events] + suite.offset}"


class Bench:
    def __init__(self, folder, quick):
        self.folder, self.quick = folder, quick
        self.table = Table()
        self.seconds = 2 if quick else 4
        self.rows = 4_000 if quick else 20_000
        self.limits_port = f"tcp://127.0.0.1:{GATEWAY_PORT + free_offset()}"

    def run(self):
        say("start and memory")
        self.start_and_memory()
        with self.installation("tickets", names=["tickets"]) as suite:
            self.tickets(suite)
        say("mail")
        self.mail()
        return self.table

    def installation(self, name, **options):
        return Suite(self.folder / name, **options)

    # --- start to first answer, memory at rest

    def start_and_memory(self):
        ours = [self.start("first", i) for i in range(3 if self.quick else 7)]
        limits = [self.start_of_echo() for _ in ours]
        self.table.add(
            "start to first answer, new data", "ms", statistics.median(ours), 150, "the goal", True)
        again = [self.start("again", 0) for _ in ours]
        self.table.add(
            "start to first answer, old data", "ms", statistics.median(again[1:]),
            statistics.median(limits), "a C program with one socket", True)
        with self.installation("memory") as suite:
            time.sleep(3)  # until start-up is over: it is the state of rest that is measured
            for name, process in suite.processes.items():
                self.table.add(
                    f"resident memory of an idle {name}", "MB", resident(process.pid), 30,
                    "the goal", True)

    def start(self, name, number):
        suite = self.installation(f"start-{name}-{number}", names=["tickets"])
        begun = time.monotonic()
        with suite:
            return (time.monotonic() - begun) * 1000

    def start_of_echo(self):
        begun = time.monotonic()
        with running(DRIVERS / "limits", "echo", "--endpoint", self.limits_port):
            driver("load", "--endpoint", self.limits_port, "--method", "get", "--requests", 1)
            return (time.monotonic() - begun) * 1000

    # --- requests and events of one service

    def tickets(self, suite):
        opened, got = self.requests(suite)
        for window in WINDOWS:
            self.open_row(window, **opened[window])
        for quantile in ("p50", "p99"):
            self.table.add(
                f"tickets.open, 64 in flight, {quantile}", "ms", opened[64]["ours"][quantile],
                64_000 / opened[64]["commit"]["perSecond"], "one raw commit of 64", True)
        for window, found in got.items():
            self.table.add(
                f"tickets.get, {window} in flight", "a second", found["ours"]["perSecond"],
                found["echo"]["perSecond"], "raw ZeroMQ echo of the same sizes")
        say("catch-up")
        caught = driver("catchup", "--endpoint", endpoint(suite, "tickets"), "--seconds", 10)
        say("events to subscribers")
        rate = int(min(5000, opened[64]["ours"]["perSecond"] / 2))
        heard, raw = self.listen(suite, rate), self.raw_listen(rate, caught["eventBytes"])
        self.event_rows(heard, raw, opened[1]["echo"], rate)
        self.table.add(
            "catch-up by events.read", "events a second", caught["perSecond"],
            opened[256]["commit"]["readPerSecond"], "raw SQLite reads of the same rows")

    def requests(self, suite):
        """Ours and its limits in turn, several times over: the best of each stands, because
        whatever else a machine does only ever slows."""
        opened = {window: Best() for window in WINDOWS}
        got = {window: Best() for window in (1, 64)}
        sizes = {method: self.load(suite, method, 64)["replyBytes"] for method in ("open", "get")}
        for number in range(1 if self.quick else 3):
            for window, best in opened.items():
                say(f"tickets.open, {window} in flight")
                best.keep("ours", self.load(suite, "open", window))
                best.keep("commit", self.commits(f"raw-{window}-{number}", window))
                best.keep("echo", self.echo("open", window, sizes["open"]))
            for window, best in got.items():
                say(f"tickets.get, {window} in flight")
                best.keep("ours", self.load(suite, "get", window))
                best.keep("echo", self.echo("get", window, sizes["get"]))
        return opened, got

    def load(self, suite, method, window):
        return self.load_at(endpoint(suite, "tickets"), method, window)

    def load_at(self, address, method, window):
        return driver(
            "load", "--endpoint", address, "--method", method, "--window", window,
            "--requests", self.rows, "--seconds", self.seconds)

    def echo(self, method, window, reply_bytes):
        command = "echo", "--endpoint", self.limits_port, "--reply", reply_bytes
        with running(DRIVERS / "limits", *command):
            return self.load_at(self.limits_port, method, window)

    def commits(self, name, batch):
        return driver(
            "limits", "store", "--source", self.folder / "tickets/data/tickets.db",
            "--path", self.folder / f"{name}.db", "--batch", batch, "--rows", self.rows,
            "--seconds", self.seconds)

    def open_row(self, window, ours, echo, commit):
        limit, limit_is = commit["perSecond"], f"raw SQLite, {window} a commit"
        if window == 1:
            limit = 1 / (1 / echo["perSecond"] + 1 / limit)
            limit_is = "raw echo, then raw commit"
        self.table.add(
            f"tickets.open, {window} in flight", "a second", ours["perSecond"], limit, limit_is)

    def listen(self, suite, rate):
        return driver(
            "listen", "--requests", endpoint(suite, "tickets"),
            "--events", endpoint(suite, "tickets", events=True), "--subscribers", SUBSCRIBERS,
            "--rate", rate, "--count", rate * self.seconds)

    def raw_listen(self, rate, event_bytes):
        count = rate * self.seconds
        publisher = (
            DRIVERS / "limits", "publish", "--endpoint", self.limits_port, "--rate", rate,
            "--count", count, "--size", event_bytes, "--subscribers", SUBSCRIBERS)
        with running(*publisher):
            return driver(
                "listen", "--events", self.limits_port, "--subscribers", SUBSCRIBERS,
                "--count", count)

    def event_rows(self, heard, raw, echo, rate):
        """When a commit was done only its service knows. Its reply leaves at once and takes half a
        round trip, so that is taken off again; the time since the request is the upper bound."""
        load = f"{SUBSCRIBERS} subscribers, {rate:,}/s"
        for quantile in ("50", "99"):
            self.table.add(
                f"commit to subscriber, {load}, p{quantile}", "ms",
                heard["afterReplyP" + quantile] + echo["p50"] / 2, raw["p" + quantile],
                "raw ZeroMQ, published to received", True)
        for quantile in ("50", "99"):
            self.table.add(
                f"request to subscriber, {load}, p{quantile}", "ms", heard["p" + quantile], None,
                "none: the bound of the two above")
        if heard["missing"]:
            say(f"{heard['missing']} events did not reach a subscriber; they are in the log")

    # --- mail

    def mail(self):
        """How fast a backlog of acknowledgements leaves, beside postfix's own source of mail."""
        if not (shutil.which("smtp-sink") and shutil.which("smtp-source")):
            say("it is not measured: there are no smtp-sink and smtp-source")
            return
        count = 500 if self.quick else 5_000
        port = GATEWAY_PORT + free_offset()
        sink = ("smtp-sink", *as_nobody(), f"127.0.0.1:{port}", 100)
        environment = {
            "RAPPORT_CAPTURE_MAIL": "0", "RAPPORT_SMTP": f"smtp://127.0.0.1:{port}",
            "RAPPORT_SENDER": "bench@example.com"}
        suite = self.installation("mail", names=["tickets", "notifications"], **environment)
        with running(*sink):
            while is_free(port):
                time.sleep(0.01)
            with suite:
                ours = self.mail_of(suite, count)
            limit = self.smtp_source(port, count)
        self.table.add(
            "mail into a sink, from the request on", "messages a second", ours, limit,
            "smtp-source, one connection")

    def mail_of(self, suite, count):
        driver(
            "load", "--endpoint", endpoint(suite, "tickets"), "--acknowledge",
            "--requests", count, "--seconds", 60)
        return self.accepted_per_second(suite, count)

    def smtp_source(self, port, count):
        begun = time.monotonic()
        subprocess.run(
            ["smtp-source", "-d", "-s", "1", "-m", str(count), "-l", str(MAIL_BYTES),
             "-f", "bench@example.com", "-t", "customer@example.com", f"127.0.0.1:{port}"],
            check=True, stdout=subprocess.DEVNULL)
        return count / (time.monotonic() - begun)

    def accepted_per_second(self, suite, count):
        """By the times of the first and the last acceptance in the log."""
        after, times, deadline = 0, [], time.monotonic() + 60
        while len(times) < count and time.monotonic() < deadline:
            page = suite.client.call(
                "events.read", {"after": after, "limit": 1000, "waitMs": 1000,
                                "types": ["notifications.message.accepted"]},
                service="notifications")
            times += [event["time"] for event in page["events"]]
            after = page["through"]
            if not page["events"]:
                time.sleep(0.1)  # the machine is the senders', not the counter's
        if len(times) < 2:
            return None
        return (len(times) - 1) / max(seconds(times[-1]) - seconds(times[0]), 0.001)


def seconds(time_text):
    return datetime.datetime.fromisoformat(time_text).timestamp()


def as_nobody():
    """smtp-sink refuses to stay root."""
    return ("-u", "nobody") if os.geteuid() == 0 else ()


def resident(pid):
    """Megabytes of memory that a process holds."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def say(what):
    print(f"measuring {what} …", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rows and seconds")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args()
    # Below .build, because /tmp may be memory, which makes commits free.
    with tempfile.TemporaryDirectory(dir=CHECKOUT / ".build", prefix="bench-") as folder:
        table = Bench(pathlib.Path(folder), options.quick).run()
    print(json.dumps(table.rows, indent=2) if options.json else table.text())


if __name__ == "__main__":
    main()
