"""The colours, spacing and type of the window, in one place."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette

from composer_app.files.resources import resource
from composer_app.music.voices import VOICES

BACKGROUND = "#15171c"
PANEL = "#1c1f26"
RAISED = "#252933"
HOVER = "#2c313d"
LINE = "#2f3440"
TEXT = "#e8eaf0"
MUTED = "#98a0b0"
FAINT = "#6b7386"
ACCENT = "#f2b04e"
ACCENT_HOVER = "#f7c272"
ACCENT_PRESSED = "#d9982f"
ON_ACCENT = "#241a08"
MELODY = VOICES["melody"].colour
CHORDS = VOICES["chords"].colour
DANGER = "#ef6a6a"
GOOD = "#6fcf97"
VERDICTS = {"green": GOOD, "amber": ACCENT, "red": DANGER}
SPACING = 8

# Sizes in logical pixels: what is read all the time, what is beside it, what heads a panel.
BODY_SIZE, SMALL_SIZE, TITLE_SIZE, POSITION_SIZE = 13, 11, 15, 22
FAMILIES = ["Inter", "SF Pro Text", "Segoe UI", "Noto Sans", "Cantarell", "DejaVu Sans"]


# The colours of lines and dots that are shown together; `series_colour` makes more.
SERIES = (ACCENT, CHORDS, GOOD, "#d98ae0", "#56c7d6", "#ef8a6a")
_GOLDEN_ANGLE = 137.508  # degrees: hues at this distance do not come close to each other for long


def series_colour(number: int) -> str:
    """The colour of the series `number`, counted from 0, as "#rrggbb"; another one for each number."""
    if number < len(SERIES):
        return SERIES[number]
    turn = number - len(SERIES)
    hue, lightness = (20 + _GOLDEN_ANGLE * turn) % 360, (0.76, 0.56, 0.66)[turn % 3]
    return QColor.fromHslF(hue / 360, 0.55, lightness).name()


def font(size: int = BODY_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The window's font at a size in logical pixels, from what the platform has."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(size)
    made.setWeight(weight)
    return made


def palette() -> QPalette:
    """The colours of whatever the stylesheet leaves to Qt."""
    made = QPalette(QColor(PANEL))
    roles = {
        QPalette.ColorRole.Window: BACKGROUND,
        QPalette.ColorRole.Base: PANEL,
        QPalette.ColorRole.AlternateBase: RAISED,
        QPalette.ColorRole.Button: RAISED,
        QPalette.ColorRole.Highlight: ACCENT,
        QPalette.ColorRole.HighlightedText: ON_ACCENT,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.PlaceholderText: FAINT,
        QPalette.ColorRole.Link: ACCENT,
    }
    text_roles = ("WindowText", "Text", "ButtonText", "ToolTipText", "BrightText")
    roles.update({getattr(QPalette.ColorRole, name): TEXT for name in text_roles})
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for name in ("WindowText", "Text", "ButtonText"):
        made.setColor(QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, name), QColor(FAINT))
    return made


def stylesheet() -> str:
    """The look of every control; a widget's property `kind` chooses among the variants."""
    names = {name: value for name, value in globals().items() if name.isupper() and isinstance(value, str | int)}
    names["ICONS"] = resource("icons").as_posix()
    sheet = _SHEET
    for name in sorted(names, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", str(names[name]))
    return sheet


_SHEET = """
QToolTip { color: @TEXT; background: @RAISED; border: 1px solid @LINE; padding: 4px 8px; }
QMainWindow, QDialog { background: @BACKGROUND; }
QWidget[kind="panel"] { background: @PANEL; }
QWidget[kind="bar"] { background: @PANEL; border: 0; border-top: 1px solid @LINE; }
QWidget[kind="header"] { background: @PANEL; border: 0; border-bottom: 1px solid @LINE; }
QWidget[kind="status"] { background: @BACKGROUND; border: 0; border-top: 1px solid @LINE; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: @TITLE_SIZEpx; font-weight: 600; }
QLabel[kind="muted"] { color: @MUTED; }
QLabel[kind="label"] { color: @MUTED; font-size: @SMALL_SIZEpx; font-weight: 500; }
QLabel[kind="small"] { color: @MUTED; font-size: @SMALL_SIZEpx; }
QLabel[kind="figure"] { font-size: @TITLE_SIZEpx; font-weight: 600; }
QLabel[kind="danger"] { color: @DANGER; }
QLabel[kind="problem"] { color: @DANGER; font-size: @SMALL_SIZEpx; }
QLabel[kind="value"] { color: @ACCENT; font-size: @SMALL_SIZEpx; font-weight: 600; }

QPushButton { background: @RAISED; color: @TEXT; border: 1px solid @LINE; border-radius: 6px;
    padding: 0 12px; min-height: 30px; }
QPushButton, QToolButton, QCheckBox { outline: 0; }
QPushButton:hover { background: @HOVER; border-color: #3c4352; }
QPushButton:pressed { background: @BACKGROUND; }
QPushButton:focus { border-color: @ACCENT; }
QPushButton:checked { border-color: @ACCENT; color: @ACCENT; }
QPushButton:disabled { color: @FAINT; background: @PANEL; border-color: @RAISED; }
QPushButton[kind="primary"] { background: @ACCENT; color: @ON_ACCENT; border: 1px solid @ACCENT; border-radius: 8px;
    font-size: @TITLE_SIZEpx; font-weight: 600; min-height: 42px; }
QPushButton[kind="primary"]:hover { background: @ACCENT_HOVER; border-color: @ACCENT_HOVER; }
QPushButton[kind="primary"]:pressed { background: @ACCENT_PRESSED; border-color: @ACCENT_PRESSED; }
QPushButton[kind="primary"]:focus { border: 2px solid @TEXT; }
QPushButton[kind="primary"]:disabled { background: @RAISED; color: @FAINT; border-color: @RAISED; }
QPushButton[kind="strong"] { border-color: @ACCENT; color: @ACCENT; font-weight: 600; }
QPushButton[kind="strong"]:hover { background: #33301f; }
QPushButton[kind="strong"]:focus { border: 2px solid @ACCENT; }
QPushButton[kind="strong"]:disabled { border-color: @RAISED; color: @FAINT; }
QPushButton[kind="tall"] { border-radius: 8px; min-height: 46px; }
QPushButton::menu-indicator { image: url(@ICONS/chevron-down.svg); width: 14px; height: 14px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 6px; }
QPushButton[kind="segment"] { padding: 0 4px; }
QPushButton[kind="fold"] { background: transparent; border-color: transparent; color: @MUTED; padding: 0;
    min-height: 24px; font-size: @SMALL_SIZEpx; font-weight: 500; text-align: left; }
QPushButton[kind="fold"]:hover, QPushButton[kind="fold"]:checked { color: @TEXT; }
QPushButton[kind="fold"]:focus { border-color: @ACCENT; }
QPushButton[kind="plain"] { background: transparent; border-color: transparent; color: @MUTED; padding: 0 8px; }
QPushButton[kind="plain"]:hover { color: @TEXT; background: @RAISED; }
QPushButton[kind="plain"]:focus { border-color: @ACCENT; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0;
    min-width: 30px; min-height: 30px; color: @MUTED; }
QToolButton:hover { background: @RAISED; color: @TEXT; }
QToolButton:pressed { background: @BACKGROUND; }
QToolButton:checked { background: @RAISED; border-color: @LINE; color: @ACCENT; }
QToolButton:focus { border-color: @ACCENT; }
QToolButton:disabled { color: @FAINT; }
QToolButton[kind="play"] { background: @RAISED; border: 1px solid @LINE; border-radius: 20px;
    min-width: 38px; min-height: 38px; }
QToolButton[kind="play"]:hover { background: @HOVER; border-color: @ACCENT; }
QToolButton[kind="play"]:focus { border-color: @ACCENT; }
QToolButton[kind="small"] { min-width: 22px; min-height: 22px; }
QToolButton[kind="lock"] { min-width: 22px; min-height: 26px; }
QToolButton[kind="lock"]:checked { background: transparent; border-color: transparent; }
QToolButton[kind="lock"]:checked:focus { border-color: @ACCENT; }

QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit { background: @BACKGROUND; color: @TEXT; border: 1px solid @LINE;
    border-radius: 6px; padding: 0 8px; min-height: 30px; selection-background-color: @ACCENT;
    selection-color: @ON_ACCENT; }
QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit { max-height: 30px; }
QAbstractSpinBox QLineEdit { background: transparent; border: 0; padding: 0 0 0 6px; min-height: 0; }
QLineEdit QToolButton { min-width: 0; min-height: 0; border: 0; padding: 0; background: transparent; }
QComboBox:hover, QAbstractSpinBox:hover, QLineEdit:hover { border-color: #454d5e; }
QComboBox:focus, QSpinBox:focus, QLineEdit:focus, QDoubleSpinBox:focus { border-color: @ACCENT; }
QComboBox:disabled, QAbstractSpinBox:disabled, QLineEdit:disabled { color: @FAINT; background: @PANEL; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url(@ICONS/chevron-down.svg); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: @RAISED; border: 1px solid @LINE; padding: 4px; outline: 0;
    selection-background-color: @HOVER; selection-color: @TEXT; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 20px; border: 0;
    background: none; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 2px; }
QAbstractSpinBox::up-arrow { image: url(@ICONS/chevron-up.svg); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url(@ICONS/chevron-down.svg); width: 12px; height: 12px; }

QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; background: @LINE; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @ACCENT; border-radius: 2px; }
QSlider::handle:horizontal { background: @TEXT; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:hover { background: @ACCENT_HOVER; }
QSlider::handle:horizontal:focus { background: @ACCENT; border: 2px solid @TEXT; width: 10px; height: 10px; }
QSlider[kind="auto"]::sub-page:horizontal { background: @LINE; }
QSlider[kind="auto"]::handle:horizontal { background: @PANEL; border: 2px solid @FAINT; width: 10px; height: 10px; }
QSlider[kind="auto"]::handle:horizontal:hover { border-color: @TEXT; }
QSlider[kind="auto"]::handle:horizontal:focus { border-color: @ACCENT; }
QSlider::sub-page:horizontal:disabled { background: @LINE; }
QSlider::handle:horizontal:disabled { background: @FAINT; }

QProgressBar { background: @LINE; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @ACCENT; border-radius: 2px; }

QListView, QTreeView { background: @PANEL; border: 0; outline: 0; }
QListView[kind="files"] { background: @BACKGROUND; border: 1px solid @LINE; border-radius: 6px; padding: 4px; }
QListView[kind="files"]:focus { border-color: @ACCENT; }
QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: #3a4150; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: #4d5669; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QMenuBar { background: @BACKGROUND; color: @MUTED; padding: 2px 4px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @RAISED; color: @TEXT; }
QMenu { background: @RAISED; border: 1px solid @LINE; padding: 4px; }
QMenu::item { padding: 6px 32px 6px 24px; border-radius: 4px; }
QMenu::item:selected { background: #3a4150; }
QMenu::item:disabled { color: @FAINT; }
QMenu::separator { height: 1px; background: @LINE; margin: 4px 8px; }

QSplitter::handle { background: @BACKGROUND; }
QSplitter::handle:hover { background: @ACCENT; }
QFrame[kind="drop"] { border: 1px dashed #454d5e; border-radius: 8px; background: @BACKGROUND; }
QFrame[kind="drop"][over="true"] { border: 1px solid @ACCENT; background: #211e18; }
QFrame[kind="line"] { background: @LINE; max-height: 1px; border: 0; }
QFrame[kind="toast"] { background: @HOVER; border: 1px solid #454d5e; border-radius: 8px; }
QFrame[kind="toast"][tone="error"] { border-color: @DANGER; }
QPlainTextEdit { background: @BACKGROUND; border: 1px solid @LINE; border-radius: 6px; color: @MUTED; padding: 4px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QHeaderView::section { background: @RAISED; color: @MUTED; border: 0; border-right: 1px solid @LINE; padding: 4px 8px; }
QCheckBox { spacing: 8px; min-height: 24px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid #454d5e; border-radius: 4px;
    background: @BACKGROUND; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @ACCENT; }
QCheckBox::indicator:checked { background: @ACCENT; border-color: @ACCENT; image: url(@ICONS/check-dark.svg); }
"""
