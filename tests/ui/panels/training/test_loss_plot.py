from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from composer_app.protocol.progress import EpochEnded
from composer_app.ui.panels.training.loss_plot import LossPlot


def ended(epoch: int, copied: float) -> EpochEnded:
    return EpochEnded(epoch, 40 * epoch, 1.5, 1.7, 2.5, copied, 12.5, 3.0, True, 0.05)


@pytest.fixture
def plot(qtbot: QtBot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    return plot


def test_copy_rate_is_drawn_at_each_epoch_beside_the_losses(plot: LossPlot) -> None:
    for epoch, copied in ((1, 0.0), (2, 0.25)):
        plot.add(ended(epoch, copied))
    steps, rates = plot._copied.getData()
    assert (steps.tolist(), rates.tolist()) == ([40, 80], [0.0, 0.25])
    assert plot._limit.getData()[1].tolist() == [0.05, 0.05, 0.05]


def test_all_copies_and_none_have_their_places_whatever_the_loss(plot: LossPlot) -> None:
    plot.add(ended(1, 0.5))
    low, high = plot._copies.viewRange()[1]
    assert -0.2 < low <= 0
    assert 1 <= high < 1.2


def test_copies_lie_over_the_losses(qtbot: QtBot, plot: LossPlot) -> None:
    plot.resize(400, 200)
    plot.show()
    qtbot.waitUntil(lambda: plot._copies.sceneBoundingRect().width() > 100)
    assert plot._copies.geometry() == plot.getPlotItem().getViewBox().sceneBoundingRect()


def test_new_run_begins_without_the_old_ones_lines(plot: LossPlot) -> None:
    plot.add(ended(1, 0.5))
    plot.clear_lines()
    assert [line.getData()[0] is None or not len(line.getData()[0]) for line in (plot._copied, plot._limit)] == [
        True, True,
    ]  # fmt: skip
