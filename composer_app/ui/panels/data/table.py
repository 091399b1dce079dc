"""A table with a header, in the window's look."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from composer_app.ui.widgets.theme import ACCENT, BACKGROUND, LINE, MUTED, PANEL, RAISED, SMALL_SIZE

_SHEET = f"""
QTableView {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 8px; outline: 0;
    selection-background-color: {RAISED}; }}
QTableView:focus {{ border-color: {ACCENT}; }}
QTableView::item {{ padding: 0 8px; border: 0; border-bottom: 1px solid {RAISED}; }}
QHeaderView {{ background: {PANEL}; border: 0; }}
QHeaderView::section {{ background: {PANEL}; color: {MUTED}; font-size: {SMALL_SIZE}px; border: 0;
    border-bottom: 1px solid {LINE}; padding: 6px 8px 6px 11px; }}
QTableCornerButton::section {{ background: {BACKGROUND}; border: 0; }}
"""


class HeadedTable(QTableView):
    """Rows of one height that are chosen whole; Tab leaves it, the arrow keys go from row to row."""

    def __init__(self, model: QAbstractTableModel, name: str, row: int) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setStyleSheet(_SHEET)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
