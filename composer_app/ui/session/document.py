"""The clip that is open in the roll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, Timeline
from composer_app.ui.session.ideas import Ideas
from composer_app.ui.session.jobs import Jobs
from composer_app.ui.session.judging import compared_line
from composer_app.ui.session.messages import Messages
from composer_app.ui.session.playing import Playing

SAVE_AFTER_MS = 500


class Document(QObject):
    """Holds the opened idea and its clip, and saves what is edited.

    `idea` is None while no idea of the library holds the clip. `opened` carries both, `line_changed` an idea
    whose line that is compared with songs was edited.
    """

    opened = Signal(object, object)
    line_changed = Signal(object)

    def __init__(  # `read_clip` reads a MIDI file in a process of its own
        self,
        ideas: Ideas,
        playing: Playing,
        read_clip: Callable[[Path], Clip],
        jobs: Jobs,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ideas, self._playing, self._read_clip = ideas, playing, read_clip
        self._jobs, self._messages = jobs, messages
        self.idea: Idea | None = None
        self.clip = Clip()
        self._unsaved = False
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_AFTER_MS)
        self._saving.timeout.connect(self.save)
        ideas.changed.connect(self._follow)

    @property
    def idea_id(self) -> int:
        """The id of the opened idea; 0 while the clip is no idea yet."""
        return self.idea.id if self.idea is not None else 0

    @Slot(object)
    def open_idea(self, idea: Idea) -> None:
        """Show an idea in the roll; what is edited there is saved into it."""
        self.save()
        self.idea = self._ideas.library.get(idea.id) or idea
        self.clip = self.idea.clip
        self.opened.emit(self.idea, self.clip)

    def new_clip(self, bars: int = 8, meter: Meter | None = None) -> None:
        """Show an empty clip; it becomes an idea with its first note."""
        self.save()
        timeline = Timeline.plain(meter=meter)
        self.idea, self.clip = None, Clip(length=timeline.bar_start(bars), timeline=timeline)
        self.opened.emit(None, self.clip)

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Read a MIDI file beside the window, add it to the library and show it."""
        self._messages.announced.emit(f"Opening {path.name} ...")
        job = self._jobs.make(lambda: self._read(path), "clip reader")
        job.progressed.connect(self._show_file)
        job.start()

    @Slot(object)
    def edit(self, clip: Clip) -> None:
        """The opened clip was changed in the roll: save it within a second."""
        if clip == self.clip:
            return
        self.clip, self._unsaved = clip, True
        self._playing.replace(clip, self.idea_id)
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
                self._save_sketch()
            else:
                self._save_edited(self.idea)
        except ComposerError as error:
            self._unsaved = True
            self._messages.failed.emit(error)

    def _save_sketch(self) -> None:
        """The first notes of a new clip make an idea of it."""
        library = self._ideas.library
        self.idea = library.add(Idea(name=f"Sketch {library.count() + 1}", clip=self.clip, task="sketch"))
        self._playing.adopt(self.idea.id)
        self._ideas.added.emit([self.idea])
        self.opened.emit(self.idea, self.clip)

    def _save_edited(self, idea: Idea) -> None:
        self._ideas.library.update_clip(idea.id, self.clip)
        self._ideas.reload(idea.id)
        if compared_line(self.clip) != compared_line(idea.clip):
            self.line_changed.emit(self.idea)

    def _read(self, path: Path) -> Iterator[Idea]:
        """In the job's thread."""
        clip = self._read_clip(path)
        yield self._ideas.library.add(Idea(name=path.stem, clip=clip, task="file", remarks=(f"from {path.name}",)))

    @Slot(object)
    def _show_file(self, idea: Idea) -> None:
        self._ideas.added.emit([idea])
        self.open_idea(idea)
        self._messages.announced.emit(f"{idea.name}: {idea.clip.bars} bars. Continue adds bars after them.")

    @Slot(object)
    def _follow(self, idea: Idea) -> None:
        if idea.id == self.idea_id:
            self.idea = idea
