"""Rows that belong to no app: answers kept for repeats, and counters of throttles."""

from django.db import models


class StoredAnswer(models.Model):
    """The answer to one POST with an Idempotency-Key, kept so that a repeat gets it again."""

    caller = models.CharField(max_length=100)
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "key"], name="one_answer_per_caller_and_idempotency_key"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="stored_answers_by_age")]

    def __str__(self) -> str:
        return str(self.key)


class RequestCount(models.Model):
    """How many requests of one kind one caller made within one window of time."""

    scope = models.CharField(max_length=20)
    caller = models.CharField(max_length=100)
    window = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "caller", "window"], name="one_count_per_caller_and_window"
            )
        ]
        indexes = [models.Index(fields=["window"], name="request_counts_by_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.caller}: {self.count}"
