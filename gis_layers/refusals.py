"""Why an import does not happen."""


class ImportRefused(Exception):
    """An import is refused as a whole; the message is the administrator's sentence."""


class FeatureRefused(Exception):
    """One feature cannot be used; the message completes the sentence `feature 7: ...`."""
