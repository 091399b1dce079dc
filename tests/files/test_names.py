import os

from composer_app.files.names import as_text


def test_name_that_is_utf_8_stays_as_it_is() -> None:
    assert as_text("für Elise.mid") == "für Elise.mid"


def test_name_that_is_not_is_taken_for_latin_1() -> None:
    assert as_text(os.fsdecode(b"f\xfcr Elise.mid")) == "für Elise.mid"
