"""Workers that need no process: they say what a test lets them say."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from composer_app.corpus.statistics.figures import StatisticsProgress
from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.music.edit import join, trimmed
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.playback.mix import Mix
from composer_app.playback.player import Position
from composer_app.playback.protocol import Event, PortsChanged, Received, SetInputs
from composer_app.protocol.comparison import Comparison, MethodProgress, MethodResult, Split
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Stepped
from composer_app.protocol.request import GeneratedIdea, Request, Sketch, Span
from composer_app.protocol.training_settings import TrainingSettings

PATIENCE = 60.0  # seconds


def some_clip(bars: int = 2, pitch: int = 72) -> Clip:
    """A clip with chords and a melody."""
    chords = tuple(Note(1920 * bar, 1920, 48 + step) for bar in range(bars) for step in (0, 4, 7))
    melody = tuple(Note(480 * beat, 480, pitch + beat % 5) for beat in range(4 * bars))
    return Clip(chords, melody, 1920 * bars, Timeline.plain(96), Key(0))


def answered(request: Request, number: int) -> Clip:
    """What a generator might write: every open voice is a run of quarters, each alternative another one."""
    clip = request.clip
    if clip is None:
        return some_clip(request.bars, 60 + number)
    if request.task == "continue":
        return join(trimmed(clip), some_clip(request.bars, 60 + number))
    timeline = clip.timeline
    voices: dict[str, tuple[WrittenVoice, ...]] = {"melody": ("melody",), "chords": ("chords",)}
    spans = request.write or tuple(Span(v, 0, clip.bars - 1) for v in voices.get(request.task, WRITTEN_VOICES))
    for each in spans:
        first, end = timeline.bar_start(each.first), timeline.bar_start(each.last + 1)
        kept = tuple(note for note in clip.part(each.voice) if not first <= note.onset < end)
        low = 72 if each.voice == "melody" else 48
        new = tuple(Note(tick, 480, low + (number * 5 + tick // 480 * 3) % 12) for tick in range(first, end, 480))
        clip = clip.with_parts(**{each.voice: kept + new})
    return clip


class StandInGenerator:
    """Writes clips at once, `answer` if there is one; `error` is raised instead, `gate` holds it up, `judging` its
    verdicts; `sketches` come before each idea.
    """

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.warmed: list[Path] = []
        self.error: Exception | None = None
        self.answer: Clip | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.cancelled = threading.Event()
        self.sketches: list[Sketch] = []
        self.is_alive = False
        self.judged: list[Clip] = []
        self.verdict: Originality | None = Originality("red", 12, 0.5)
        self.judging = threading.Event()
        self.judging.set()

    def start(self) -> None:
        self.is_alive = True

    def warm(self, model: Path) -> None:
        self.is_alive = True
        self.warmed.append(model)

    def generate(self, request: Request, model: Path) -> Iterator[GeneratedIdea | Sketch]:
        self.asked.append(request)
        self.cancelled.clear()
        yield from self.sketches
        for number in range(request.count):
            self.gate.wait(PATIENCE)
            if self.cancelled.is_set():
                return
            if self.error is not None:
                raise self.error
            clip = self.answer or answered(request, number)
            yield GeneratedIdea(clip, 100 + number, str(model), request, 1.5)

    def judge(self, clip: Clip, request: Request, model: Path) -> Originality | None:
        self.judged.append(clip)
        self.judging.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        return self.verdict

    def cancel(self) -> None:
        self.cancelled.set()
        self.gate.set()

    def close(self) -> None:
        self.is_alive = False


class StandInPlayer:
    """Writes down what it is told; a test moves its position."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.at = Position(0.0, False)
        self.port_names: tuple[str, ...] = ("Built-in piano",)
        self.news: list[Event] = []
        self.keys: list[tuple[int, int, int]] = []
        self.inputs = SetInputs()
        self.metronome = (False, 0)

    def start(self) -> None:
        self.told.append(("start",))

    def play(self, clip: Clip, start_tick: int = 0, loop: tuple[int, int] | None = None) -> None:
        self.at = Position(float(start_tick), True)
        self.told.append(("play", clip, start_tick, loop))

    def record(
        self, clip: Clip, start_tick: int = 0, loop: tuple[int, int] | None = None, count_in: int = 1
    ) -> None:
        self.at = Position(float(start_tick), True)
        self.told.append(("record", clip, start_tick, loop, count_in))

    def set_inputs(self, inputs: SetInputs) -> None:
        self.inputs = inputs

    def set_metronome(self, on: bool, velocity: int, takes: bool = True) -> None:
        self.metronome = (on, velocity)

    def press_key(self, message: tuple[int, int, int]) -> None:
        self.keys.append(message)

    def measure_latency(self) -> None:
        self.told.append(("measure",))

    def replace(self, clip: Clip) -> None:
        self.told.append(("replace", clip))

    def stop(self) -> None:
        self.at = replace(self.at, playing=False)
        self.told.append(("stop",))

    def seek(self, tick: int) -> None:
        self.told.append(("seek", tick))

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        self.told.append(("loop", loop))

    def set_accompaniment(self, style: str) -> None:
        self.told.append(("accompaniment", style))

    def set_mix(self, mix: Mix) -> None:
        self.told.append(("mix", mix))

    def panic(self) -> None:
        self.told.append(("panic",))

    def preview(self, pitch: int, voice: str) -> None:
        self.told.append(("preview", pitch, voice))

    def choose_port(self, name: str) -> None:
        self.told.append(("port", name))

    def ports(self) -> tuple[str, ...]:
        return self.port_names

    def position(self) -> Position:
        return self.at

    def events(self) -> list[Event]:
        news, self.news = self.news, []
        return news

    def close(self) -> None:
        self.told.append(("close",))

    def strike(self, tick: float | None, pitch: int, duration: float = 460, moment: float = 0.0) -> None:
        """A key is struck and released on a keyboard."""
        at, end = moment or (tick or 0) / 960, 0.0 if tick is None else tick + duration
        self.news.append(Received("Keys", at, (0x90, pitch, 77), tick, 0))
        self.news.append(Received("Keys", at + duration / 960, (0x80, pitch, 0), None if tick is None else end, 0))

    def plug(self, *names: str) -> None:
        """Other ports are there now."""
        self.port_names = names
        self.news.append(PortsChanged(names))


class StandInTrainer:
    """Runs one short epoch; `error` breaks it off, `gate` holds it before the end."""

    def __init__(self) -> None:
        self.asked: list[TrainingSettings] = []
        self.words: list[str] = []
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def train(self, settings: TrainingSettings) -> Iterator[Any]:
        self.asked.append(settings)
        yield Prepared(20, 3, 1, 2_300_000, "CPU, 1 thread", "base", 40)
        for step in range(1, 4):
            yield Stepped(1, step, 2.0 - step / 10, 12.5, float(step), 60.0 - step)
        if self.error is not None:
            raise self.error
        yield EpochEnded(1, 3, 1.7, 1.9, 2.5, 0.1, 12.5, 3.0, True)
        self.gate.wait(PATIENCE)
        settings.out.parent.mkdir(parents=True, exist_ok=True)
        settings.out.write_bytes(b"")
        yield Finished(settings.out, 1, 1.9, "all epochs are done")

    def stop(self) -> None:
        self.words.append("stop")
        self.gate.set()

    def pause(self) -> None:
        self.words.append("pause")

    def resume(self) -> None:
        self.words.append("resume")

    def close(self) -> None:
        self.words.append("close")


@dataclass(frozen=True)
class StandInRead:
    path: Path
    kept: bool
    reason: str = ""
    voices: str = "two tracks"
    key: str = "C major"
    meter: str = "4/4"
    bars: int = 8


class StandInReader:
    """Reads what a test laid out."""

    def __init__(self) -> None:
        self.reads: list[StandInRead] = []
        self.clip = some_clip(4)
        self.error: ComposerError | None = None
        self.counted: list[StatisticsProgress] = []
        self.gate = threading.Event()
        self.gate.set()

    def read_folder(self, folder: Path) -> Iterator[StandInRead]:
        if self.error is not None:
            raise self.error
        yield from self.reads

    def read_clip(self, path: Path) -> Clip:
        if self.error is not None:
            raise self.error
        return self.clip

    def count_folder(self, folder: Path) -> Iterator[StatisticsProgress]:
        if self.error is not None:
            raise self.error
        for counted in self.counted:
            self.gate.wait(PATIENCE)
            yield counted

    def apart(self) -> StandInReader:
        self.other = StandInReader()
        return self.other

    def stop(self) -> None:
        self.gate.set()

    def close(self) -> None:
        pass


class StandInComparer:
    """Says what a test laid out; `gate` holds it up."""

    def __init__(self) -> None:
        self.asked: list[Comparison] = []
        self.says: list[Split | MethodProgress | MethodResult] = []
        self.error: ComposerError | None = None
        self.gate = threading.Event()
        self.gate.set()

    def compare(self, wish: Comparison) -> Iterator[Split | MethodProgress | MethodResult]:
        self.asked.append(wish)
        if self.error is not None:
            raise self.error
        yield from self.says
        self.gate.wait(PATIENCE)

    def stop(self) -> None:
        self.gate.set()
