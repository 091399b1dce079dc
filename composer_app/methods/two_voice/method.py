"""two_voice as a `Method`."""

from __future__ import annotations

from composer_app.methods.method import BesideWeights, Learning, Method, Writing
from composer_app.methods.two_voice import ENTRY
from composer_app.methods.two_voice.evaluation.evaluate import evaluate
from composer_app.methods.two_voice.generation.ideas import ideas
from composer_app.methods.two_voice.generation.originality import originality
from composer_app.methods.two_voice.network.config import PRESETS, TwoVoiceConfig
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from composer_app.methods.two_voice.network.loss import batch_loss
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.training import few_songs, learning, songs

METHOD = Method(
    ENTRY,
    TwoVoiceConfig,
    PRESETS,
    TwoVoice,
    Learning(
        read=songs.read,
        optimizer=learning.optimizer,
        schedule=learning.schedule,
        loss=batch_loss,
        evaluate=evaluate_song,
        figures=learning.figures,
        copy_rate=learning.copy_rate_and_lessons,
        epoch_end=few_songs.count_few_songs,
        statistics=few_songs.statistics,
        final_calibration=learning.final_calibration,
        final_share=learning.FINAL_SHARE,
    ),
    Writing(ideas, originality),
    evaluate,
    BesideWeights(few_songs.arrays_of, few_songs.restore),
)
