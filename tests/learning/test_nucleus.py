import torch

from composer_app.learning.nucleus import by_chance, nucleus

CHANCES = torch.linspace(0.0005, 0.9995, 1000)
LOGITS = torch.log(torch.tensor([[0.1, 0.5, 0.15, 0.25]])).expand(1000, 4)


def counts(drawn: torch.Tensor) -> list[int]:
    return torch.bincount(drawn, minlength=4).tolist()


def test_each_is_drawn_as_often_as_it_is_likely() -> None:
    assert counts(nucleus(LOGITS, CHANCES)) == [100, 500, 150, 250]


def test_what_is_unlikely_is_left_out_and_the_rest_shares_its_part() -> None:
    assert counts(nucleus(LOGITS, CHANCES, top_p=0.7)) == [0, 667, 0, 333]


def test_low_temperature_takes_the_likeliest() -> None:
    assert set(nucleus(LOGITS, CHANCES, temperature=0.05).tolist()) == {1}


def test_what_is_barred_is_never_drawn() -> None:
    logits = LOGITS.clone()
    logits[:, 1] = -torch.inf
    assert counts(nucleus(logits, CHANCES))[1] == 0
    assert set(nucleus(logits, torch.tensor([0.0, 1.0]).repeat(500)).tolist()) == {3, 0}


def test_shares_need_not_add_up_to_one() -> None:
    share = torch.tensor([[2.0, 0.0, 6.0]]).expand(3, 3)
    assert by_chance(share, torch.tensor([0.2, 0.3, 1.0])).tolist() == [0, 2, 2]
