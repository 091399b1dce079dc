"""A trained model as it ships: `python packaging/pack_model.py MODEL OUT`, its weights rounded to half precision.

Half the size, and what it foresees differs in the fourth decimal. The card keeps everything but its name.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from composer_app.models.file import load_index, load_model, save_model


def main(model: Path, out: Path) -> None:
    """Read, round and write; what cannot be read is said as the program says it."""
    network, card, _ = load_model(model)
    save_model(out, network.half(), dataclasses.replace(card, name=out.stem), index=load_index(model))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
