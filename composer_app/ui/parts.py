"""The panels of the window, for the actions on them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QWidget

from composer_app.settings import Settings
from composer_app.ui.panels.alternatives import AlternativesStrip
from composer_app.ui.panels.clip_header import ClipHeader
from composer_app.ui.panels.generate.panel import GeneratePanel
from composer_app.ui.panels.ideas.panel import IdeasPanel
from composer_app.ui.panels.record_settings import RecordSettings
from composer_app.ui.panels.training.panel import TrainingPanel
from composer_app.ui.panels.transport import TransportPanel
from composer_app.ui.piano_roll.view import PianoRoll
from composer_app.ui.session.session import Session
from composer_app.ui.widgets.messages import StatusLine, Toast


@dataclass(eq=False)
class Parts:
    """The window's panels and the session behind them; `settings` are replaced as they change."""

    window: QWidget
    menus: list[QMenu]
    session: Session
    settings: Settings
    generate: GeneratePanel
    ideas: IdeasPanel
    header: ClipHeader
    roll: PianoRoll
    alternatives: AlternativesStrip
    training: TrainingPanel
    transport: TransportPanel
    record_settings: RecordSettings
    status: StatusLine
    toast: Toast
