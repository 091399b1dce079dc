from __future__ import annotations

import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from composer_app.ui.session.job import Job


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []
        self.threads: set[threading.Thread] = set()

    @Slot(object)
    def hear(self, value: object) -> None:
        self.values.append(value)
        self.threads.add(threading.current_thread())


def test_values_arrive_in_order_in_the_windows_thread(qtbot: QtBot) -> None:
    listener, job = Listener(), Job(lambda: iter(range(5)), "count")
    job.progressed.connect(listener.hear)
    with qtbot.waitSignal(job.finished):
        job.start()
    job.join()
    assert listener.values == [0, 1, 2, 3, 4]
    assert listener.threads == {threading.main_thread()}


def test_failure_arrives_as_the_exception_itself(qtbot: QtBot) -> None:
    error = ValueError("no")

    def work() -> Iterator[int]:
        yield 1
        raise error

    job = Job(work, "fail")
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    job.join()
    assert failed.args == [error]


def test_stopped_job_closes_its_generator(qtbot: QtBot) -> None:
    closed, go = threading.Event(), threading.Event()

    def work() -> Iterator[int]:
        try:
            while True:
                yield 1
                go.wait(60)
        finally:
            closed.set()

    job = Job(work, "endless")
    with qtbot.waitSignal(job.progressed):
        job.start()
    job.stop()
    with qtbot.waitSignal(job.finished):
        go.set()
    job.join()
    assert closed.is_set()


def test_job_that_never_started_can_be_joined() -> None:
    Job(lambda: iter(()), "idle").join()
