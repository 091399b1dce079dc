from composer_app.methods.melody_grid.evaluate import evaluate_song, streams
from composer_app.methods.melody_grid.network import Network
from tests.methods.melody_grid.tunes import TINY, pattern


def test_figures_and_streams_share_their_names() -> None:
    figures = evaluate_song(Network(TINY), pattern(40)).figures()
    assert next(iter(figures)) == "step_accuracy"
    assert {f"{name}_accuracy" for name in streams(pattern(40), TINY)} <= set(figures)
