import pytest

from composer_app.protocol.request import Request


@pytest.mark.parametrize(
    "values", [{"bars": 0}, {"bars": 65}, {"count": 0}, {"temperature": 0}, {"top_p": 0}, {"task": "continue"}]
)
def test_request_that_cannot_be_met_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Request(**values)  # type: ignore[arg-type]
