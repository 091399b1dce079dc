import pytest

from composer_app.music.meter import Meter


@pytest.mark.parametrize("meter", [Meter(3, 4), Meter(6, 8), Meter(2, 2)])
def test_meter_is_read_by_its_name(meter: Meter) -> None:
    assert Meter.parse(str(meter)) == meter


@pytest.mark.parametrize("name", ["", "3", "3/", "/4", "3/5", "0/4", "²/4", "three/4"])
def test_what_names_no_meter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a meter"):
        Meter.parse(name)
