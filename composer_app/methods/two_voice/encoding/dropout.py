"""Condition dropout: each crop hides some of its conditions, so that the networks learn to write with or without any.

What is hidden is 0, in the plan NaN.
"""

from __future__ import annotations

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import Plan
from composer_app.methods.two_voice.encoding.form import LETTER, LETTER_DISTANCE, SONG_BARS_LEFT
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CHORD_SOURCE,
    NOTES,
    PHRASE_BAR,
    PHRASE_BARS_LEFT,
    RELATION,
    SOURCE,
    TOP,
    Rows,
)
from composer_app.methods.two_voice.encoding.tokens import Tokens

FORM_DROPOUT, FORM_PART_DROPOUT = 0.4, 0.2  # of the forms lose everything; of the others, each of two parts
PLAN_DROPOUT, WHOLE_PLAN = 0.4, 0.3  # of the plans lose everything, or nothing; the others some features
PHRASING_DROPOUT, GROUP_DROPOUT = 0.45, 0.15  # of the phrasings lose everything; of the others, each group
GROUPS = ((RELATION, SOURCE), (CHORD_SOURCE,), (CADENCE, PHRASE_BAR, PHRASE_BARS_LEFT), (TOP,), (NOTES,))


def drop_form(form: Tokens | None, rng: np.random.Generator) -> Tokens | None:
    """A form (bars, 5) without what is dropped: often all of it (None), sometimes the letters or the song's end."""
    if form is None or rng.random() < FORM_DROPOUT:
        return None
    kept: Tokens = form.copy()
    if rng.random() < FORM_PART_DROPOUT:
        kept[:, [LETTER, LETTER_DISTANCE]] = 0
    if rng.random() < FORM_PART_DROPOUT:
        kept[:, SONG_BARS_LEFT] = 0
    return kept


def drop_plan(plan: Plan | None, rng: np.random.Generator) -> Plan | None:
    """A plan (bars, features) without what is dropped: all of it (None), nothing, or some features."""
    choice = rng.random()
    if plan is None or choice < PLAN_DROPOUT:
        return None
    if choice < PLAN_DROPOUT + WHOLE_PLAN:
        return plan
    kept: Plan = np.where(rng.random(plan.shape[1]) < rng.random(), plan, np.float32(np.nan))
    return kept


def drop_phrasing(rows: Rows, rng: np.random.Generator) -> Rows | None:
    """The phrasing (bars, 8) without what is dropped: all of it (None), or some of its groups."""
    if rng.random() < PHRASING_DROPOUT:
        return None
    kept: Rows = rows.copy()
    for group in GROUPS:
        if rng.random() < GROUP_DROPOUT:
            kept[:, list(group)] = 0
    return kept
