"""The built-in piano at the sound card."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Generator

import miniaudio
import numpy as np

from composer_app.errors import ComposerError
from composer_app.playback.metronome import ClickSound
from composer_app.playback.piano import RATE, Piano
from composer_app.playback.quiet import quiet_drivers
from composer_app.playback.samples import Frames
from composer_app.playback.schedule import Message

BLOCK_MS = 10
ALIVE = 1.0  # seconds without a block after which the sound card counts as gone
DRIFT = 0.1  # seconds by which the block clock may be behind before it is set anew
CREEP = 0.01  # share of what it is behind that it catches up with each block
CHOICE = "INKLING_AUDIO"  # environment: the back end to use, such as jack, alsa, pulseaudio or null
# miniaudio takes the first back end whose library loads, and ALSA's loads on a machine without a card: so each is
# tried by opening a device, and the silent one only when it is asked for.
BACKENDS = {
    "linux": ("pulseaudio", "alsa", "jack"),
    "darwin": ("coreaudio",),
    "win32": ("wasapi", "dsound", "winmm"),
}
NO_SOUND = (
    "No sound card was found, so the built-in piano cannot be heard. "
    "Connect one, or choose a MIDI port to play through."
)


class Synth:
    """A sink that sounds on the default sound card; ComposerError if there is none."""

    def __init__(self, backends: tuple[str, ...] = (), piano: Piano | ClickSound | None = None) -> None:
        self._piano = piano or Piano()
        self._inbox: deque[tuple[float, Message]] = deque()
        self._begin = 0.0
        self._alive = time.perf_counter()
        self._device = _open_device(backends or _chosen_backends())
        blocks = self._blocks()
        next(blocks)
        try:
            self._device.start(blocks)
        except miniaudio.MiniaudioError as error:
            self.close()
            raise ComposerError(NO_SOUND) from error

    @property
    def backend(self) -> str:
        """The name of the sound system in use, such as "JACK"."""
        return str(self._device.backend)

    def send(self, message: Message) -> None:
        """Sound a message one block from now, to the sample."""
        self._inbox.append((time.perf_counter(), message))

    def present(self) -> bool:
        """Whether the sound card still requests sound."""
        return time.perf_counter() - self._alive < ALIVE

    def close(self) -> None:
        """Close the sound card; what still sounds is faded first."""
        give_up = time.perf_counter() + 0.15
        while self._piano.voices and self.present() and time.perf_counter() < give_up:
            time.sleep(0.005)
        self._device.close()

    def _blocks(self) -> Generator[Frames, int, None]:
        frames = yield np.zeros((0, 2), dtype=np.float32)
        while True:
            frames = yield self._block(frames)

    def _block(self, frames: int) -> Frames:
        """The next block: what was sent while the last one was being made, each message at its own frame.

        The window of time that a block covers moves on by exactly its length, because the card calls at uneven times.
        It follows the earliest calls, so that no window ends before its messages have arrived.
        """
        now = self._alive = time.perf_counter()
        span = frames / RATE
        behind = now - span - self._begin
        self._begin += behind if behind < 0 or behind > DRIFT else CREEP * behind
        messages = []
        while self._inbox and self._inbox[0][0] < self._begin + span:
            sent, message = self._inbox.popleft()
            messages.append((max(0, int((sent - self._begin) * RATE)), message))
        self._begin += span
        return self._piano.render(frames, messages)


def _chosen_backends() -> tuple[str, ...]:
    chosen = os.environ.get(CHOICE, "").lower()
    return (chosen,) if chosen else BACKENDS.get(sys.platform, BACKENDS["linux"])


def _open_device(backends: tuple[str, ...]) -> miniaudio.PlaybackDevice:
    for name in backends:
        try:
            with quiet_drivers():
                return miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=2,
                    sample_rate=RATE,
                    buffersize_msec=BLOCK_MS,
                    backends=[miniaudio.Backend[name.upper()]],
                    app_name="Inkling",
                )
        except (miniaudio.MiniaudioError, KeyError):
            continue
    raise ComposerError(NO_SOUND)
