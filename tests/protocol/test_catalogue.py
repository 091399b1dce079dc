from composer_app.methods import METHODS
from composer_app.protocol.catalogue import OFFERED


def test_every_method_is_offered_as_it_describes_itself() -> None:
    assert [offered.name for offered in OFFERED] == list(METHODS)
    for offered in OFFERED[1:]:
        method = METHODS[offered.name]
        assert (offered.title, offered.about) == (method.TITLE, method.ABOUT)
        assert offered.presets == tuple(method.PRESETS)
