"""Why the bytes of a photo cannot be used."""


class PhotoRefused(Exception):
    """The bytes cannot be used; `code` says why, and stays with the photo."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
