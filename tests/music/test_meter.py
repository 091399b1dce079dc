import pytest

from composer_app.music.meter import Meter


@pytest.mark.parametrize("meter", [Meter(3, 4), Meter(6, 8), Meter(2, 2)])
def test_meter_is_read_by_its_name(meter: Meter) -> None:
    assert Meter.parse(str(meter)) == meter


@pytest.mark.parametrize("name", ["", "3", "3/", "/4", "3/5", "0/4", "²/4", "three/4"])
def test_what_names_no_meter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a meter"):
        Meter.parse(name)


@pytest.mark.parametrize(
    ("name", "compound"),
    [("6/8", True), ("9/8", True), ("12/16", True), ("3/4", False), ("3/8", False), ("6/4", False), ("7/8", False)],
)
def test_beats_of_a_compound_meter_are_divided_in_three(name: str, compound: bool) -> None:
    assert Meter.parse(name).is_compound == compound
