"""Why the bytes of a photo cannot be used."""

CODES = frozenset(
    {
        "damaged",  # no decoder makes a picture of it
        "too_many_pixels",
        "too_many_frames",
        "too_much_metadata",
        "too_heavy",  # decoding it took too much memory or time
    }
)


class PhotoRefused(Exception):
    """The bytes cannot be used; `code` says why, and stays with the photo."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DecoderUnavailable(Exception):
    """No fault of the photo's: its decoder could not start, or was ended from outside."""
