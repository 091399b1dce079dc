"""A trained model as it ships: `python packaging/pack_model.py MODEL OUT`, its weights rounded to half precision.

Half the size, and its predictions differ in the fourth decimal. The card keeps everything but its name.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from composer_app.models.file import load_model, save_model


def main(model: Path, out: Path) -> None:
    """Read, round and write; ComposerError for a file that is no model."""
    whole = load_model(model)
    save_model(out, whole.network.half(), dataclasses.replace(whole.card, name=out.stem), index=whole.index)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
