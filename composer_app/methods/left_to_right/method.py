"""Making a `Method` of the parts of one that generates from left to right."""

from __future__ import annotations

from functools import partial

from composer_app.learning.training_set import Schedule, TrainingSet
from composer_app.methods.left_to_right import evaluation, generation, training
from composer_app.methods.left_to_right.parts import BatchT, ConfigT, NetworkT, Parts, Rows, SumsT
from composer_app.methods.method import Learning, Method, Writing


def left_to_right(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT],
) -> Method[ConfigT, NetworkT, BatchT, Rows, SumsT]:
    """The method of these parts; its songs are rows, (steps,) or (steps, width)."""

    def schedule(songs: TrainingSet[ConfigT, BatchT, Rows], _: bool) -> Schedule:
        return training.schedule(songs)

    def figures(sums: SumsT, _: SumsT | None) -> dict[str, float]:
        return sums.figures()

    learning = Learning(
        read=partial(training.read, parts),
        optimizer=parts.optimizer,
        schedule=schedule,
        loss=parts.loss,
        evaluate=parts.evaluate,
        figures=figures,
        copy_rate=partial(training.copy_rate, parts),
    )
    return Method(
        parts.entry,
        parts.config,
        parts.presets,
        parts.network,
        learning,
        Writing(partial(generation.ideas, parts), generation.originality),
        partial(evaluation.evaluate, parts),
    )
