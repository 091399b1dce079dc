"""What is at work behind the window: the library, the opened clip, the generator, the player, the trainer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer_app.errors import ComposerError
from composer_app.export.formats import accompaniment_label, export_ideas
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.models.listing import ModelChoice, list_models
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, Timeline
from composer_app.music.originality import Originality
from composer_app.protocol.request import GeneratedIdea, Request, Sketch
from composer_app.ui.session.job import Job
from composer_app.ui.session.judging import Judging, compared_line
from composer_app.ui.session.latest_run import LatestRun
from composer_app.ui.session.playing import PlayerHandle, Playing
from composer_app.ui.session.provenance import idea_of
from composer_app.ui.session.training_run import ReaderHandle, TrainerHandle, TrainingRun

SAVE_AFTER_MS = 500


class GeneratorHandle(Protocol):
    """The window's end of the generator process."""

    @property
    def is_alive(self) -> bool: ...
    def start(self) -> None: ...
    def warm(self, model: Path) -> None: ...
    def generate(self, request: Request, model: Path) -> Iterator[GeneratedIdea | Sketch]: ...
    def judge(self, clip: Clip, request: Request, model: Path) -> Originality | None: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


class ComparerHandle(Protocol):
    """The window's end of the process that compares methods."""

    def compare(self, wish: Any) -> Iterator[Any]: ...
    def stop(self) -> None: ...


class Session(QObject):
    """Owns the workers, the library and the current clip; every idea is in the library before it is told of.

    `written` tells of each idea that the generator wrote, `sketched` of its first bars before that.
    """

    ideas_added = Signal(list)
    ideas_removed = Signal(list)
    ideas_restored = Signal(list)
    idea_changed = Signal(object)
    opened = Signal(object, object)
    generating = Signal(int)
    sketched = Signal(object)
    written = Signal(object)
    generated = Signal()
    ready = Signal()
    models_changed = Signal(list, object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(  # the composition root hands all parts in, so that a test can hand in others
        self,
        library: Library,
        generator: GeneratorHandle,
        player: PlayerHandle,
        trainer: TrainerHandle,
        reader: ReaderHandle,
        comparer: ComparerHandle,
        model_folders: tuple[Path, Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.library = library
        self.playing = Playing(player, self)
        self.training = TrainingRun(trainer, reader, self)
        counter = reader.apart()
        self.counting = LatestRun(counter.count_folder, counter.stop, "folder counter", self)
        self.comparing = LatestRun(comparer.compare, comparer.stop, "comparer", self)
        self._judging = Judging(library, generator, self.model_called, self)
        self._judging.judged.connect(self._changed)
        self._judging.failed.connect(self.failed)
        self.training.model_written.connect(self.use_model)
        self._generator, self._reader = generator, reader
        self._model_folders = model_folders
        self._jobs: list[Job] = []
        self._generating: Job | None = None
        self._deleted: list[list[int]] = []
        self._restored: list[list[int]] = []
        self.model: Path | None = None
        self.idea: Idea | None = None
        self.clip = Clip()
        self._unsaved = False
        self.closed = False
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_AFTER_MS)
        self._saving.timeout.connect(self.save)

    def start_workers(self, port: str) -> None:
        """Start the generator and the player beside the window."""
        self.playing.start(port)
        self._warm_up()

    def close(self) -> None:
        """Save, and end everything that runs."""
        self.closed = True
        self._judging.hold()
        self.save()
        self._generator.cancel()
        self._reader.stop()
        if self._generating is not None:
            self._generating.join(2)
        self._judging.close()
        self._generator.close()
        self.playing.close()
        self.training.close()
        self.counting.close()
        self.comparing.close()
        for job in list(self._jobs):
            job.stop()
            job.join(10)
        self.library.close()

    # models

    @property
    def own_models(self) -> Path:
        """The folder of the composer's own models."""
        return self._model_folders[1]

    def load_models(self, chosen: Path | None) -> None:
        """Find the models there are, and use `chosen`, or the base model when that is gone."""
        choices = list_models(*self._model_folders)
        paths = [choice.path for choice in choices]
        self.model = chosen if chosen in paths else (paths[0] if paths else None)
        self.models_changed.emit(choices, self.model)
        if self._generator.is_alive:
            self._warm_up()

    @Slot(object)
    def use_model(self, path: Path) -> None:
        """Write ideas with another model from now on; one that is new enters the list."""
        self.load_models(path)

    def model_name(self, path: Path) -> str:
        """What a model is called in the list."""
        choices: list[ModelChoice] = list_models(*self._model_folders)
        return next((choice.name for choice in choices if choice.path == path), path.stem)

    def model_called(self, name: str) -> Path:
        """The model of that name in the list; ComposerError where it is gone."""
        choices = list_models(*self._model_folders)
        found = next((choice.path for choice in choices if choice.name == name), None)
        if found is None:
            raise ComposerError(f'The model "{name}" is no longer in the list, so its idea cannot be written again.')
        return found

    # ideas

    @property
    def busy(self) -> bool:
        """Whether ideas are being written."""
        return self._generating is not None

    def generate(self, request: Request, told: str = "", parent: int | None = None, model: Path | None = None) -> bool:
        """Ask for ideas, each of which is told of once it is in the library; whether they will be written.

        `told` says in words what they are made from, `parent` is the idea that is; `model` writes them
        instead of the chosen one.
        """
        model = model or self.model
        if self._generating is not None:
            return False
        if model is None:
            self.failed.emit(ComposerError("There is no model to write with; train one in the training panel."))
            return False
        name = self.model_name(model)
        self._generating = self._begin(lambda: self._write(request, model, name, parent, told), "generator")
        self._generating.progressed.connect(self._take_written)
        self._generating.finished.connect(self._generation_ended)
        self._generating.failed.connect(self._generation_ended)
        self.generating.emit(request.count)
        self._judging.hold()
        self._generating.start()
        return True

    @Slot()
    def cancel(self) -> None:
        """Write no more ideas; those that are there stay."""
        if self._generating is not None:
            self._generator.cancel()

    def star(self, idea: Idea, starred: bool) -> None:
        """Star an idea, or take the star away."""
        self.library.star(idea.id, starred)
        self._changed(idea.id)

    def rename(self, idea: Idea, name: str) -> None:
        """Give an idea another name."""
        if name.strip() and name.strip() != idea.name:
            self.library.rename(idea.id, name.strip())
            self._changed(idea.id)

    def delete(self, ideas: Sequence[Idea]) -> None:
        """Take ideas out of the list; `undo_delete` brings them back."""
        self._remove([idea.id for idea in ideas])
        self._restored.clear()

    @property
    def can_undo_delete(self) -> bool:
        """Whether there are deleted ideas to bring back."""
        return bool(self._deleted)

    @Slot()
    def undo_delete(self) -> None:
        """Bring the ideas deleted last back."""
        if self._deleted:
            ids = self._deleted.pop()
            self.library.restore(ids)
            self._restored.append(ids)
            self.ideas_restored.emit([idea for number in ids if (idea := self.library.get(number)) is not None])

    @Slot()
    def redo_delete(self) -> None:
        """Delete again what was brought back last."""
        if self._restored:
            self._remove(self._restored.pop())

    # the opened clip

    def open_idea(self, idea: Idea) -> None:
        """Show an idea in the roll; what is edited there is saved into it."""
        self.save()
        self.idea = self.library.get(idea.id) or idea
        self.clip = self.idea.clip
        self.opened.emit(self.idea, self.clip)

    def new_clip(self, bars: int = 8, meter: Meter | None = None) -> None:
        """Show an empty clip; it becomes an idea with its first note."""
        self.save()
        timeline = Timeline.plain(meter=meter)
        self.idea, self.clip = None, Clip(length=timeline.bar_start(bars), timeline=timeline)
        self.opened.emit(None, self.clip)

    def open_file(self, path: Path) -> None:
        """Read a MIDI file beside the window, take it into the library and show it."""
        self.told.emit(f"Reading {path.name} ...")
        job = self._begin(lambda: self._read(path), "clip reader")
        job.progressed.connect(self._take_read)
        job.start()

    @Slot(object)
    def edit(self, clip: Clip) -> None:
        """The opened clip was changed in the roll: save it within a second."""
        if clip == self.clip:
            return
        self.clip, self._unsaved = clip, True
        self.playing.replace(clip, self.idea.id if self.idea else 0)
        self._saving.start()

    @Slot()
    def save(self) -> None:
        """Put the opened clip into the library now, if it was changed."""
        self._saving.stop()
        if not self._unsaved:
            return
        self._unsaved = False
        try:
            if self.idea is None:
                number = self.library.count() + 1
                self.idea = self.library.add(Idea(name=f"Sketch {number}", clip=self.clip, task="sketch"))
                self.playing.adopt(self.idea.id)
                self.ideas_added.emit([self.idea])
                self.opened.emit(self.idea, self.clip)
            else:
                before = compared_line(self.idea.clip)
                self.library.update_clip(self.idea.id, self.clip)
                self._changed(self.idea.id)
                if compared_line(self.clip) != before:
                    self._judging.ask(self.idea)
        except ComposerError as error:
            self._unsaved = True
            self.failed.emit(error)

    def export(self, ideas: Sequence[Idea], folder: Path, form: str) -> None:
        """Write ideas into a folder, in a format of the WRITERS table, their chords as they are played."""
        self.save()
        style = self.playing.style
        fresh = [self.library.get(idea.id) or idea for idea in ideas]
        job = self._begin(lambda: self._export(fresh, folder, form, style), "export")
        job.progressed.connect(self._tell_exported)
        job.start()

    # in the jobs' threads: no Qt here; the generator takes one call at a time and lets the others wait

    def _warm(self, model: Path | None) -> Iterator[None]:
        self._generator.start()
        if model is not None:
            self._generator.warm(model)
        yield from ()

    def _write(
        self, request: Request, model: Path, name: str, parent: int | None, told: str
    ) -> Iterator[Idea | Sketch]:
        for answer in self._generator.generate(request, model):
            if isinstance(answer, Sketch):
                yield answer
            else:
                number = f"Idea {self.library.count() + 1}"
                yield self.library.add(idea_of(answer, number, name, parent, told))

    def _read(self, path: Path) -> Iterator[Idea]:
        clip = self._reader.read_clip(path)
        yield self.library.add(Idea(name=path.stem, clip=clip, task="file", remarks=(f"from {path.name}",)))

    def _export(self, ideas: Sequence[Idea], folder: Path, form: str, style: Style) -> Iterator[str]:
        paths = list(export_ideas(ideas, folder, form, style))
        what = paths[0].name if len(paths) == 1 else f"{len(paths)} ideas"
        yield f"Exported {what} to {folder}{accompaniment_label(form, style)}."

    # back in the window's thread

    def _warm_up(self) -> None:
        """Let the generator open the model ahead of the first click."""
        model = self.model
        job = self._begin(lambda: self._warm(model), "generator start")
        job.finished.connect(self.ready)
        job.start()

    def _begin(self, work: Callable[[], Iterable[object]], name: str) -> Job:
        """A job whose failure is told and which is forgotten when it ends."""
        job = Job(work, name, self)
        job.finished.connect(self._forget)
        job.failed.connect(self._forget)
        job.failed.connect(self.failed)
        self._jobs.append(job)
        return job

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._jobs:
            job.join()  # it has said its last word
            self._jobs.remove(job)
            job.deleteLater()

    @Slot(object)
    def _take_written(self, answer: Idea | Sketch) -> None:
        if isinstance(answer, Sketch):
            self.sketched.emit(answer)
        else:
            self.ideas_added.emit([answer])
            self.written.emit(answer)

    @Slot(object)
    def _take_read(self, idea: Idea) -> None:
        self.ideas_added.emit([idea])
        self.open_idea(idea)
        self.told.emit(f"{idea.name}: {idea.clip.bars} bars. Continue writes on from it.")

    @Slot(object)
    def _tell_exported(self, text: str) -> None:
        self.told.emit(text)

    @Slot()
    def _generation_ended(self) -> None:
        self._generating = None
        self._judging.go_on()
        self.generated.emit()

    def _remove(self, ids: list[int]) -> None:
        self.library.delete(ids)
        self._deleted.append(ids)
        self.ideas_removed.emit(ids)

    @Slot(object)
    def _changed(self, idea_id: int) -> None:
        idea = self.library.get(idea_id)
        if idea is not None:
            if self.idea is not None and self.idea.id == idea_id:
                self.idea = idea
            self.idea_changed.emit(idea)


def with_tempo(clip: Clip, bpm: float) -> Clip:
    """The clip at another tempo; where its tempo changes, in proportion."""
    factor = bpm / clip.timeline.bpm
    tempos = tuple(replace(tempo, bpm=round(tempo.bpm * factor, 3)) for tempo in clip.timeline.tempos)
    return replace(clip, timeline=replace(clip.timeline, tempos=tempos))
