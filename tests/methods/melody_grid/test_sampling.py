from itertools import islice

import numpy as np
import torch

from composer_app.methods.melody_grid.evaluate import evaluate_song
from composer_app.methods.melody_grid.grid import no_rows
from composer_app.methods.melody_grid.network import Network
from composer_app.methods.melody_grid.sampling import write
from tests.methods.melody_grid.tunes import TINY, pattern


def test_idea_depends_on_its_own_seed_alone() -> None:
    torch.manual_seed(0)
    network = Network(TINY)
    alone = [rows[0, 0] for rows, _ in islice(write(network, no_rows(TINY), [5], 1.0, 1.0), 40)]
    among = [rows[1, 0] for rows, _ in islice(write(network, no_rows(TINY), [4, 5, 6], 1.0, 1.0), 40)]
    assert alone == among


def test_step_by_step_is_as_likely_as_the_whole_at_once() -> None:
    torch.manual_seed(0)
    network = Network(TINY)
    rows, nats = zip(*islice(write(network, pattern(16), [1], 1.0, 1.0), 24), strict=True)
    from composer_app.methods.melody_grid.grid import with_matches

    written = np.concatenate([pattern(16)[:, :3], np.concatenate(rows)[:, :3]])
    whole, first = (evaluate_song(network, with_matches(part, TINY)).nats for part in (written, written[:16]))
    assert abs(whole - first - float(np.sum(nats))) < 0.01
