import torch

from composer_app.learning.single_steps import without_onednn


def test_onednn_is_off_within_and_as_before_behind() -> None:
    before = torch.backends.mkldnn.enabled
    with without_onednn():
        assert not torch.backends.mkldnn.enabled
    assert torch.backends.mkldnn.enabled == before
