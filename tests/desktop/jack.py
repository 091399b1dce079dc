"""A JACK server without a sound card, and ears on it: what MIDI arrives, what sound comes out."""

from __future__ import annotations

import os
import signal
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.desktop.display import wait_until
from tests.desktop.sound import Sound

RATE = 48000


@dataclass(frozen=True, slots=True)
class Jack:
    """A running server; programs given `environment` use it and never start one of their own."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1", "JACK_NO_AUDIO_RESERVATION": "1"}

    def _answer(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | self.environment
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)

    def ports(self) -> list[str]:
        answer = self._answer("jack_lsp")
        return [line for line in answer.stdout.splitlines() if ":" in line] if answer.returncode == 0 else []

    def connections(self, port: str) -> list[str]:
        """The ports that `port` is connected to."""
        lines = self._answer("jack_lsp", "-c", port).stdout.splitlines()
        return [line.strip() for line in lines if line.startswith("   ")]

    def connect(self, source: str, target: str) -> None:
        answer = self._answer("jack_connect", source, target)
        assert answer.returncode == 0, answer.stderr


@contextmanager
def running_jack(name: str, period: int = 1024, realtime: bool = False) -> Iterator[Jack]:
    """A server with a dummy driver, polled until it answers; short periods lose notes unless in real time."""
    jack = Jack(name)
    command = ["jackd", "-n", name, "-R" if realtime else "-r", "-d", "dummy", "-r", str(RATE), "-p", str(period)]
    environment = os.environ | jack.environment
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: "system:playback_1" in jack.ports(), "jackd answers")
        yield jack
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def recording(jack: Jack, path: Path) -> Iterator[None]:
    """Records what is sent to the loudspeakers (system:playback) into a wave file."""
    command = ["jack_capture", "--bitdepth", "16", "--channels", "2", "--daemon", "--port", "system:playback_1"]
    command += ["--port", "system:playback_2", str(path)]
    environment = os.environ | jack.environment
    recorder = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: any(port.startswith("jack_capture") for port in jack.ports()), "jack_capture listens")
        yield
    finally:
        recorder.send_signal(signal.SIGINT)
        recorder.wait(timeout=60)


def read_wave(path: Path) -> Sound:
    """The recorded sound, channels added up, samples between -1 and 1."""
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2, "16 bits were asked for"
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return Sound(data.reshape(-1, file.getnchannels()).mean(axis=1) / 32768, file.getframerate())
