"""What a clip is as a whole: key, meter, bars and tempo, changed together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QWidget

from composer_app.music.clip import Clip
from composer_app.music.clip_properties import with_bars, with_key, with_meter
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.protocol.controls import CONTROLS
from composer_app.ui.widgets.controls import Choice, Number, text_label
from composer_app.ui.widgets.dialogs import buttons
from composer_app.ui.widgets.theme import SPACING

MOST_BARS = 999
NO_KEY = "Not set"


class ClipDialog(QDialog):
    """Shows what a clip is; `changed_clip` is the clip as it was asked for, but for its `bpm`."""

    def __init__(self, clip: Clip, meters: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clip_properties")
        self.setWindowTitle("Clip")
        self.clip = clip
        keys = [str(Key(tonic, minor)) for minor in (False, True) for tonic in range(12)]
        self.key = Choice([(NO_KEY, ""), *((name, name) for name in keys)])
        self.key.set_value(str(clip.key) if clip.key else "")
        self.transpose = QCheckBox("Transpose the notes too")
        self.transpose.setChecked(True)
        meter = str(clip.timeline.meter_at(clip.timeline.upbeat))
        self.meter = Choice([(name, name) for name in dict.fromkeys((*meters, meter))])
        self.meter.set_value(meter)
        self.bars = Number(1, max(MOST_BARS, clip.bars), max(1, clip.bars))
        slowest, fastest = map(int, CONTROLS["tempo"].window_range)
        self.tempo = Number(slowest, fastest, round(clip.timeline.bpm))
        self._before = (meter, self.bars.value(), self.tempo.value())
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Key", self.key),
            ("Meter", self.meter),
            ("Bars", self.bars),
            ("Tempo", self.tempo),
        )
        for name, control in rows:
            control.setAccessibleName(name)
            control.setObjectName(f"clip_{name.lower()}")
        self.transpose.setObjectName("clip_transpose")
        self._lay_out(rows)

    @property
    def bpm(self) -> int | None:
        """The tempo asked for; None where it was not changed."""
        return self.tempo.value() if self.tempo.value() != self._before[2] else None

    @property
    def changed_clip(self) -> Clip:
        """The clip with key, meter and bars as asked for; ValueError where its notes cannot be transposed so far."""
        key = Key.parse(str(self.key.value)) if self.key.value else None
        clip = self.clip if key == self.clip.key else with_key(self.clip, key, self.transpose.isChecked())
        if self.meter.value != self._before[0]:
            clip = with_meter(clip, Meter.parse(str(self.meter.value)))
        return with_bars(clip, self.bars.value()) if self.bars.value() != self._before[1] else clip

    def _lay_out(self, rows: tuple[tuple[str, QWidget], ...]) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 2 * SPACING)
        grid.setSpacing(SPACING)
        grid.addWidget(self.transpose, 1, 1)
        for row, (text, control) in zip((0, 2, 3, 4), rows, strict=True):
            grid.addWidget(text_label(text, "label"), row, 0)
            grid.addWidget(control, row, 1)
        grid.addWidget(buttons(self, "Change"), 5, 0, 1, 2)
        grid.setColumnMinimumWidth(1, 200)
