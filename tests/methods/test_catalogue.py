import subprocess
import sys

import pytest

from composer_app.errors import ComposerError
from composer_app.methods import PACKAGES, catalogue, load


@pytest.mark.parametrize("name", list(catalogue()))
def test_entry_says_what_the_method_is(name: str) -> None:
    method = load(name)
    assert method.entry is catalogue()[name]
    assert method.entry.presets == tuple(preset for preset in method.presets if preset)


def test_every_line_of_the_table_is_a_method() -> None:
    assert [package.rpartition(".")[2] for package in PACKAGES] == list(catalogue())


def test_catalogue_is_read_without_torch() -> None:
    check = "import sys; from composer_app.methods import catalogue; catalogue(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_unknown_method_is_named_with_those_there_are() -> None:
    with pytest.raises(ComposerError, match="no method dream; choose one of two_voice, note_names"):
        load("dream")
