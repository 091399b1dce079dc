"""The program's folders in the user's account."""

from __future__ import annotations

import os
from pathlib import Path

_HOME = "INKLING_HOME"


def data_folder() -> Path:
    """Where the library and the composer's own models lie."""
    home = os.environ.get(_HOME)
    if home:
        return Path(home) / "data"
    from platformdirs import user_data_dir

    return Path(user_data_dir("Inkling", appauthor=False))


def config_folder() -> Path:
    """Where the settings lie."""
    home = os.environ.get(_HOME)
    if home:
        return Path(home) / "config"
    from platformdirs import user_config_dir

    return Path(user_config_dir("Inkling", appauthor=False))
