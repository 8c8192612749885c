"""Log lines: what happened, with the ids that it concerns."""

import logging

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LineFormatter(logging.Formatter):
    """One line a record: time, level, logger, message, then the `extra` values as key=value."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        extras = (f"{key}={value}" for key, value in vars(record).items() if key not in _STANDARD)
        return " ".join([super().formatMessage(record), *extras])
