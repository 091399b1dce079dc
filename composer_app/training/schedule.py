"""The course of a run: its learning rate, how much of it is done, and when it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

from composer_app.learning.training_set import Schedule
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.clock import Clock
from composer_app.training.run import Run

WARM_UP, WARM_UP_SHARE = 100, 0.1  # steps, but of a short run this share at most
ALL_DONE = "all epochs are done"


@dataclass(frozen=True, slots=True)
class Course:
    """A schedule with the ends that the settings set; `final_share` of the time is kept for the final calibration."""

    schedule: Schedule
    settings: TrainingSettings
    final_share: float

    @property
    def epochs(self) -> int | None:
        """After how many epochs the run ends; None where only time and patience end it."""
        return self.settings.epochs or (None if self.settings.minutes else self.schedule.epochs)

    @property
    def seconds(self) -> float | None:
        """The seconds that the run may last, the final calibration among them; None where they are not limited."""
        return 60 * self.settings.minutes if self.settings.minutes else None

    def out_of_time(self, clock: Clock) -> bool:
        """Whether the time for learning is up."""
        return self.seconds is not None and clock.seconds >= self.seconds * (1 - self.final_share)

    def share_done(self, run: Run, clock: Clock) -> float:
        """How much of the run is done, 0 to 1."""
        done = 0.0
        if self.epochs:
            done = run.step / (self.epochs * self.schedule.steps_per_epoch)
        if self.seconds is not None:
            done = max(done, clock.seconds / (self.seconds * (1 - self.final_share)))
        return min(1.0, done)

    def rate(self, run: Run, clock: Clock) -> float:
        """A short warm-up, then half a cosine down to a fiftieth of the peak; or the peak all along."""
        peak = self.schedule.peak
        if not self.schedule.cosine:
            return peak
        done = self.share_done(run, clock)
        return peak * warmed_up(run.step, done) * max(0.02, 0.5 + 0.5 * math.cos(math.pi * done))

    def end(self, run: Run, clock: Clock, new_bars: bool) -> str | None:
        """Why the run ends before another epoch, in words for the composer; None where it goes on.

        `new_bars` says that validation is on the first bars of songs, not on whole ones.
        """
        if self.epochs and run.epoch >= self.epochs:
            return ALL_DONE
        if self.out_of_time(clock) and run.in_epoch == 0:
            return "the time is up"
        if run.since_best >= self.settings.patience:
            since = f"for {self.settings.patience} epochs"
            if run.copying >= self.settings.patience:
                return f"it has copied its songs {since}"
            return f"it predicts {'new bars' if new_bars else 'songs kept aside'} no better {since}"
        return None


def warmed_up(step: int, done: float) -> float:
    """The share of the rate at a step when so much of the run is done, which rises to 1 over a run's first steps."""
    return min(1.0, max((step + 1) / WARM_UP, done / WARM_UP_SHARE))
