"""The built-in piano: MIDI messages in, blocks of stereo sound out. Knows no sound card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from composer_app.playback.blocks import fill_block
from composer_app.playback.metronome import CLICK_CHANNEL, ClickSound
from composer_app.playback.reverb import Reverb
from composer_app.playback.samples import Bank, Frames, load_bank
from composer_app.playback.schedule import CONTROL, NOTE_OFF, NOTE_ON, VOLUME, Message
from composer_app.playback.sounding import ALL_NOTES_OFF, ALL_SOUND_OFF, SUSTAIN

RATE = 48000
CHANNELS = 16
USUAL_VOLUME = 100  # control 7 until it is sent; General MIDI: its gain in decibels is 40 lg(volume / 127)
POLYPHONY = 48
SLOTS = POLYPHONY + 16  # the ones above the cap are fading out
LEVEL = 0.42
SPREAD = 0.35  # of the way to one side for the outermost keys
SILENCE = 1e-4
STOLEN = 0.008  # seconds in which a note that makes room fades
CUT = 0.03  # seconds in which CC 120 silences
UNDAMPED = 89  # from this pitch on a piano has no dampers
CEILING = 0.89


class Piano:
    """Plays notes from the bank of recordings; `render` gives the sound block by block."""

    def __init__(self, bank: Bank | None = None, rate: int = RATE) -> None:
        self.rate = rate
        self._bank = bank or load_bank()
        self._reverb = Reverb(rate)
        self._clicks = ClickSound(rate)
        self._pedals: set[int] = set()  # channels whose pedal is down
        self._undamped = np.zeros(SLOTS, dtype=bool)  # released, but held by the pedal
        self._limit = 1.0
        self._on = np.zeros(SLOTS, dtype=bool)
        self._released = np.zeros(SLOTS, dtype=bool)
        self._note = np.full(SLOTS, -1)  # channel * 128 + pitch
        self._place, self._step = np.zeros(SLOTS), np.zeros(SLOTS)
        self._loop, self._end = np.zeros(SLOTS), np.zeros(SLOTS)
        self._gain, self._fade = np.zeros(SLOTS), np.zeros(SLOTS)  # fade: the natural logarithm lost in a second
        self._hold, self._decay = np.zeros(SLOTS), np.zeros(SLOTS)
        self._pan = np.zeros((2, SLOTS), dtype=np.float32)
        # The volume of each channel, and the one that it had at the end of the last block: between them it glides.
        self._volume, self._volume_before = np.ones(CHANNELS), np.ones(CHANNELS)

    @property
    def voices(self) -> int:
        """How many notes still sound, those fading out included."""
        return int(self._on.sum())

    def send(self, message: Message) -> None:
        """Apply a message at the next frame that is rendered."""
        kind, channel, note = message[0] & 0xF0, message[0] & 0x0F, (message[0] & 0x0F) * 128 + message[1]
        if channel == CLICK_CHANNEL:
            self._clicks.send(message)
        elif kind == NOTE_ON and message[2] > 0:
            self._strike(note, message[2])
        elif kind in (NOTE_ON, NOTE_OFF):
            released = self._on & ~self._released & (self._note == note)
            if channel in self._pedals:
                self._undamped |= released
            else:
                self._release(released)
        elif kind == CONTROL and message[1] == SUSTAIN:
            self._press_pedal(channel, message[2] >= 64)
        elif kind == CONTROL and message[1] == VOLUME:
            self._volume[channel] = (message[2] / USUAL_VOLUME) ** 2
        elif kind == CONTROL and message[1] == ALL_NOTES_OFF:
            self._release(self._on & ~self._released & (self._note // 128 == channel))
        elif kind == CONTROL and message[1] == ALL_SOUND_OFF:
            self._fade_out(self._on & (self._note // 128 == channel), CUT)

    def render(self, frames: int, messages: Sequence[tuple[int, Message]] = ()) -> Frames:
        """The next block, shape (frames, 2), within -1 and 1; each message comes with its frame in the block."""
        dry = np.zeros((2, frames), dtype=np.float32)
        fill_block(dry, messages, self._mix, self.send)
        return np.ascontiguousarray(self._limited(dry + self._reverb.process(dry)).T)

    def _strike(self, note: int, velocity: int) -> None:
        if (self._on & ~self._released).sum() >= POLYPHONY or self._on.all():
            self._steal()
        slot = int(np.argmin(self._on))
        pitch = note % 128
        sample = self._bank.sample(pitch)
        offset = self._bank.offset(velocity)
        step = 2 ** ((pitch - sample.root) / 12) * self._bank.rate / self.rate
        self._on[slot], self._released[slot], self._note[slot] = True, False, note
        self._undamped[slot] = False
        self._place[slot], self._step[slot] = offset + sample.start, step
        self._loop[slot], self._end[slot] = offset + sample.loop, offset + sample.end
        self._gain[slot] = LEVEL * sample.gain * (velocity / 100) ** 1.5
        # The recording decays by itself until its loop; from there on the decay depends on the pitch.
        self._hold[slot] = (sample.loop - sample.start) / step / self.rate
        self._decay[slot] = np.log(10) / 20 * max(100 / sample.decay, 2.5 * 2 ** ((pitch - 36) / 18))
        self._fade[slot] = 0.0
        side = SPREAD * np.clip((pitch - 64) / 36, -1, 1)
        angle = (1 + side) * np.pi / 4
        self._pan[:, slot] = np.cos(angle), np.sin(angle)

    def _press_pedal(self, channel: int, down: bool) -> None:
        """Hold what is released from now on, or let go of what was held."""
        if down:
            self._pedals.add(channel)
        else:
            self._pedals.discard(channel)
            held = self._undamped & (self._note // 128 == channel)
            self._undamped &= ~held
            self._release(held & self._on & ~self._released)

    def _release(self, which: NDArray[np.bool_]) -> None:
        """Let the dampers down: low strings take longer, the highest have none."""
        for slot in np.flatnonzero(which):
            pitch = self._note[slot] % 128
            self._released[slot] = True
            if pitch < UNDAMPED:
                self._fade[slot] = 1 / (0.05 + 0.09 * np.clip((90 - pitch) / 54, 0, 1))

    def _fade_out(self, which: NDArray[np.bool_], seconds: float) -> None:
        self._released[which] = True
        self._fade[which] = np.maximum(self._fade[which], 7 / seconds)

    def _steal(self) -> None:
        """Fade out the softest note, released ones first; if no slot is free, cut one off."""
        quiet = np.where(self._on & (self._fade < 7 / STOLEN), self._gain + 10 * ~self._released, np.inf)
        if self._on.all():
            self._on[int(np.argmin(np.where(self._on, self._gain, np.inf)))] = False
        self._fade_out(np.arange(SLOTS) == int(np.argmin(quiet)), STOLEN)

    def _mix(self, block: Frames) -> None:
        """Add all notes to a block of shape (2, frames) and move them on."""
        self._clicks.mix(block)
        frames = block.shape[1]
        live = np.flatnonzero(self._on)
        if not frames:
            return
        if len(live):
            block += self._sound(live, frames)
        np.copyto(self._volume_before, self._volume)

    def _sound(self, live: NDArray[np.intp], frames: int) -> Frames:
        """The next frames of some notes together, shape (2, frames); the notes move on."""
        sound = self._read(live, frames)
        seconds = frames / self.rate
        held = np.clip(self._hold[live], 0, seconds)
        self._hold[live] -= held
        channel = self._note[live] // 128
        kept = self._gain[live] * np.exp(-self._decay[live] * (seconds - held) - self._fade[live] * seconds)
        before, after = self._gain[live] * self._volume_before[channel], kept * self._volume[channel]
        ramp = np.arange(1, frames + 1, dtype=np.float32) / frames
        sound *= before[:, None].astype(np.float32) + (after - before)[:, None].astype(np.float32) * ramp
        self._gain[live] = kept
        self._on[live[kept < SILENCE]] = False
        together: Frames = self._pan[:, live] @ sound
        return together

    def _read(self, live: NDArray[np.intp], frames: int) -> Frames:
        """The recordings at each note's own speed, shape (notes, frames), by cubic interpolation (Catmull-Rom)."""
        place = self._place[live][:, None] + self._step[live][:, None] * np.arange(frames)
        end, span = self._end[live][:, None], (self._end - self._loop)[live][:, None]
        place = np.where(place >= end, place - span, place)
        index = place.astype(np.int64)
        t = (place - index).astype(np.float32)
        a, b, c, d = (self._bank.frames.take(index + k, mode="clip") for k in (-1, 0, 1, 2))
        self._place[live] = place[:, -1] + self._step[live]
        sound: Frames = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        return sound

    def _limited(self, block: Frames) -> Frames:
        """Limit the peaks of a block (2, frames): gain falls at once and recovers within a quarter of a second."""
        peak = float(np.abs(block).max(initial=0.0))
        if peak * self._limit <= CEILING and self._limit == 1.0:
            return block
        frames = block.shape[1]
        recovered = 1 - (1 - self._limit) * np.exp(-frames / self.rate / 0.25)
        target = min(recovered, CEILING / peak) if peak else recovered
        gain = np.minimum(np.linspace(self._limit, target, frames, dtype=np.float32), 1)
        self._limit = 1.0 if target > 0.999 else float(target)
        return _knee(block * gain)


def _knee(block: Frames) -> Frames:
    """Soft-clip what exceeds the ceiling below 1; the block (2, frames) keeps its shape."""
    over = np.abs(block) - CEILING
    room = 1 - CEILING
    bent: Frames = np.where(over > 0, np.sign(block) * (CEILING + room * np.tanh(over / room)), block)
    return bent.astype(np.float32)
