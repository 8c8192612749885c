"""Files in an S3-compatible store; needs the extra `s3`."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

LINK_LIFE_SECONDS = 3600  # of the store's own signed addresses
CONFIG = Config(
    signature_version="s3v4",
    # Stores other than Amazon's refuse the checksums that botocore adds since 1.36.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=5,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
)
# Its older addresses, without the region, answer with a redirect that breaks the signature.
AT_AMAZON = CONFIG.merge(Config(s3={"addressing_style": "virtual"}))


def _told_as_os_error(call: Callable[..., Any]) -> Callable[..., Any]:
    """Let a store that is away, or has no such file, look the same as a disk."""

    @wraps(call)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            kind = FileNotFoundError if _says_missing(error) else OSError
            raise kind(f"The store failed: {error}") from error

    return told


def _says_missing(error: Exception) -> bool:
    if not isinstance(error, ClientError):
        return False
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTPStatus.NOT_FOUND


class S3Files(S3Storage):
    """Private objects, never overwritten, read by signed addresses. Fails as a disk does."""

    exists = _told_as_os_error(S3Storage.exists)
    delete = _told_as_os_error(S3Storage.delete)
    listdir = _told_as_os_error(S3Storage.listdir)
    size = _told_as_os_error(S3Storage.size)
    get_modified_time = _told_as_os_error(S3Storage.get_modified_time)
    _open = _told_as_os_error(S3Storage._open)
    _save = _told_as_os_error(S3Storage._save)

    def __init__(self, **settings: Any) -> None:
        at_amazon = not settings.get("endpoint_url")
        super().__init__(**{**settings, "client_config": AT_AMAZON if at_amazon else CONFIG})

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "file_overwrite": False,
            "default_acl": None,  # as the bucket is: private
            "querystring_expire": LINK_LIFE_SECONDS,
        }
