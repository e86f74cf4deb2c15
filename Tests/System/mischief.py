"""What goes wrong: processes are killed and stopped, wires are cut, in an order that a seed gives."""

import collections
import signal
import threading

from suite import PORTS


class Mischief:
    """Does one bad thing after the other to an installation, and counts them."""

    def __init__(self, suite, links, chance):
        self.suite, self.links, self.chance = suite, links, chance
        self.counts = collections.Counter()

    def do(self):
        """One bad thing, and everything is up again when it returns."""
        deed = self.chance.choices(
            [self.kill_some, self.stop_some, self.stop_and_kill, self.cut_some, self.hold_some,
             self.slow_some], [6, 2, 1, 2, 1, 1])[0]
        deed()

    def kill_some(self):
        names = self._some()
        for name in names:
            self._kill(name)
        self._lasts(self.chance.choice([0, 0, 0.3, 1.5]))
        self._start(names)

    def stop_some(self):
        names = self._some()
        try:
            for name in names:
                self._signal(name, signal.SIGSTOP)
                self.counts["stops"] += 1
            self._lasts(self.chance.uniform(0.1, 4))
        finally:
            for name in names:
                self._signal(name, signal.SIGCONT)

    def stop_and_kill(self):
        [name] = self.chance.sample(sorted(PORTS), 1)
        self._signal(name, signal.SIGSTOP)
        self.counts["stops"] += 1
        self._lasts(self.chance.uniform(0.1, 2))
        self._kill(name)
        self._start([name])

    def cut_some(self):
        """Connections are reset; some wires stay cut for a while."""
        self._disturb(self.links.cut, self.chance.choice([0, 0.5, 3]))

    def hold_some(self):
        """Longer than the three seconds after which a connection without heartbeats is given up."""
        self._disturb(self.links.hold, 4)

    def slow_some(self):
        self._disturb(lambda wires: self.links.slow(wires, 0.2), 2)

    def _disturb(self, how, seconds):
        wires = self.chance.sample(sorted(self.links.wires), self.chance.randint(1, 4))
        self.counts["cuts"] += len(wires)
        try:
            how(wires)
            self._lasts(seconds)
        finally:
            self.links.mend(wires)

    def _some(self):
        """Mostly one service, sometimes several or all, in any order."""
        return self.chance.sample(sorted(PORTS), self.chance.choice([1, 1, 1, 2, 3, 4]))

    def _kill(self, name):
        self.suite.kill(name)
        self.counts["kills"] += 1
        self.counts[f"kills of {name}"] += 1

    def _start(self, names):
        names = self.chance.sample(names, len(names))
        for name in names:
            self.suite.start(name)
        for name in names:
            self.suite.wait_for(name)

    def _signal(self, name, number):
        self.suite.processes[name].send_signal(number)

    @staticmethod
    def _lasts(seconds):
        # How long a fault lasts is what is tested; nothing is waited for.
        threading.Event().wait(seconds)
