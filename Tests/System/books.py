"""The databases of an installation, read from outside."""

import collections
import contextlib
import json
import sqlite3

from suite import PORTS


class Books:
    """What stands on disk. Nothing is written."""

    def __init__(self, folder):
        self.folder = folder

    def rows(self, service, sql, *values):
        path = self.folder / f"{service}.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(sql, values).fetchall()

    def value(self, service, sql, *values):
        return self.rows(service, sql, *values)[0][0]

    def kept_answers(self, service):
        """What is answered to a repetition, by method and key."""
        rows = self.rows(service, "SELECT method, key, result FROM engine_answer")
        return {(row["method"], row["key"]): json.loads(row["result"]) for row in rows}

    def events(self, service, *types):
        """The log, oldest first, with data decoded; only these types if any are named."""
        rows = self.rows(service, "SELECT * FROM engine_event ORDER BY sequence")
        return [
            {**row, "data": json.loads(row["data"]), "seen": read_seen(row["seen"])}
            for row in map(dict, rows) if not types or row["type"] in types]

    def is_sound(self, service):
        """Whether the database is whole."""
        return self.value(service, "PRAGMA integrity_check") == "ok"

    def head(self, service):
        return self.value(service, "SELECT head FROM engine_log")

    def log(self, service):
        return self.value(service, "SELECT id FROM engine_log")

    def effects(self, service):
        """How often each event of another service caused one and the same event here."""
        return collections.Counter(tuple(row) for row in self.rows(
            service, "SELECT cause, type, subject, data FROM engine_event"
            " WHERE cause IS NOT NULL"))


def read_seen(text):
    """The cursors that an event carries."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair]
    return {log: int(sequence) for log, _, sequence in pairs}
