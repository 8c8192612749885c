"""What FCM refuses in a message before it looks at the phone."""

import re
from typing import Any

from notifications.loopback.schema import FIELDS, Kind

TARGETS = ("token", "fid", "topic", "condition")
PAYLOAD_MAX_BYTES = 4096  # FCM HTTP v1 reference, ErrorCode INVALID_ARGUMENT
TOPIC_PAYLOAD_MAX_BYTES = 2048  # the same
TTL_MAX_S = 2_419_200  # the same: 4 weeks
APNS_COLLAPSE_ID_MAX_BYTES = 64  # APNs: Sending notification requests
_RESERVED_KEYS = frozenset({"from", "message_type", "gcm"})
_RESERVED_PREFIXES = ("google", "gcm.")
_DURATION = re.compile(r"(\d{1,12})(\.\d{1,9})?s", re.ASCII)
_WEB_PUSH_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)  # RFC 8030 section 5.4
_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "duration": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


class BadArgument(Exception):
    def __init__(self, field: str, message: str, *, has_fcm_code: bool = True) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.has_fcm_code = has_fcm_code


def check_request(request: Any) -> dict[str, Any]:
    """Return the message with its fields in camel case. Raises BadArgument."""
    if not isinstance(request, dict):
        raise BadArgument("", "Invalid JSON payload received.", has_fcm_code=False)
    message: dict[str, Any] = _shaped_message("SendMessageRequest", request, "").get("message", {})
    if not message:
        raise BadArgument("message", "The message is not set.")
    _check_target(message)
    _check_data(message)
    _check_sizes(message)
    _check_android(message.get("android", {}))
    _check_apns(message.get("apns", {}))
    _check_webpush(message.get("webpush", {}))
    return message


def target_of(message: dict[str, Any]) -> str:
    """Return the token, installation, topic or condition that the message goes to."""
    return next((str(message[name]) for name in TARGETS if message.get(name)), "")


def _shaped(kind: Kind, value: Any, path: str) -> Any:
    """Check the value against the discovery document, as protobuf's JSON reader does."""
    if isinstance(kind, tuple):
        return _SHAPES[kind[0]](kind[1:], value, path)
    if kind == "any":
        return value
    if kind in FIELDS:
        return _shaped_message(kind, value, path)
    is_flag = isinstance(value, bool)
    if not isinstance(value, _SCALARS[kind]) or is_flag is not (kind == "boolean"):
        raise _invalid(path, f"TYPE_{kind.upper()}", value)
    if kind == "duration" and not _DURATION.fullmatch(str(value)):
        raise _invalid(path, "type.googleapis.com/google.protobuf.Duration", value)
    return value


def _shaped_message(kind: str, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(path, f"type.googleapis.com/google.firebase.fcm.v1.{kind}", value)
    shaped = {}
    for name, inner in value.items():
        field = re.sub(r"_([a-z0-9])", lambda letter: letter[1].upper(), name)
        if field not in FIELDS[kind]:
            where = f" at '{path}'" if path else ""
            text = (
                f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
            )
            raise BadArgument(path, text, has_fcm_code=False)
        if inner is not None:
            shaped[field] = _shaped(FIELDS[kind][field], inner, f"{path}.{name}".lstrip("."))
    return shaped


def _shaped_map(kinds: tuple[str, ...], value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(path, "TYPE_MESSAGE", value)
    for place, inner in enumerate(value.values()):
        _shaped(kinds[0], inner, f"{path}[{place}].value")
    return value


def _shaped_list(kinds: tuple[str, ...], value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise _invalid(path, "TYPE_MESSAGE", value)
    return [_shaped(kinds[0], inner, f"{path}[{place}]") for place, inner in enumerate(value)]


def _shaped_enum(names: tuple[str, ...], value: Any, path: str) -> str:
    if not isinstance(value, str) or value.upper() not in names:
        raise _invalid(path, "TYPE_ENUM", value)
    return value.upper()


_SHAPES = {"map": _shaped_map, "list": _shaped_list, "enum": _shaped_enum}


def _invalid(path: str, kind: str, value: Any) -> BadArgument:
    return BadArgument(path, f"Invalid value at '{path}' ({kind}), {value}", has_fcm_code=False)


def _check_target(message: dict[str, Any]) -> None:
    count = sum(bool(message.get(name)) for name in TARGETS)
    if count == 0:
        raise BadArgument("message", "Recipient of the message is not set.")
    if count > 1:
        raise BadArgument("message", "Exactly one of the recipients must be set.")


def _check_data(message: dict[str, Any]) -> None:
    for part in (message, message.get("android", {}), message.get("webpush", {})):
        for key in part.get("data", {}):
            if key in _RESERVED_KEYS or key.startswith(_RESERVED_PREFIXES):
                raise BadArgument("message.data", f"Invalid data payload key: {key}")


def _check_sizes(message: dict[str, Any]) -> None:
    is_broadcast = "topic" in message or "condition" in message
    limit = TOPIC_PAYLOAD_MAX_BYTES if is_broadcast else PAYLOAD_MAX_BYTES
    common = _text_bytes([message.get("notification"), message.get("data")])
    for name in ("android", "apns", "webpush"):
        platform = message.get(name, {})
        own = [platform.get(part) for part in ("notification", "data", "payload")]
        if common + _text_bytes(own) > limit:
            raise BadArgument("message", f"Message too big: at most {limit} bytes of payload.")


def _text_bytes(value: Any) -> int:
    """Count the UTF-8 bytes of all keys and values inside."""
    if value is None:
        return 0
    if isinstance(value, dict):
        return _text_bytes(list(value)) + _text_bytes(list(value.values()))
    if isinstance(value, list):
        return sum(map(_text_bytes, value))
    return len(str(value).encode())


def _check_android(android: dict[str, Any]) -> None:
    ttl = _DURATION.fullmatch(android.get("ttl", "0s"))
    if ttl and int(ttl[1]) > TTL_MAX_S:
        raise BadArgument("message.android.ttl", f"The TTL must be 0 to {TTL_MAX_S} seconds.")


def _check_apns(apns: dict[str, Any]) -> None:
    headers = apns.get("headers", {})
    if len(headers.get("apns-collapse-id", "").encode()) > APNS_COLLAPSE_ID_MAX_BYTES:
        raise BadArgument(
            "message.apns.headers",
            f"apns-collapse-id must not exceed {APNS_COLLAPSE_ID_MAX_BYTES} bytes.",
        )
    if headers.get("apns-priority", "10") not in ("1", "5", "10"):
        raise BadArgument("message.apns.headers", "apns-priority must be 1, 5 or 10.")
    if not headers.get("apns-expiration", "0").isdecimal():
        raise BadArgument("message.apns.headers", "apns-expiration must be UNIX seconds.")


def _check_webpush(webpush: dict[str, Any]) -> None:
    headers = webpush.get("headers", {})
    if not _WEB_PUSH_TOPIC.fullmatch(headers.get("Topic", "topic")):
        raise BadArgument("message.webpush.headers", "Topic must be 1 to 32 URL-safe characters.")
    if not headers.get("TTL", "0").isdecimal():
        raise BadArgument("message.webpush.headers", "TTL must be seconds.")
    if not webpush.get("fcmOptions", {}).get("link", "https://").startswith("https://"):
        raise BadArgument("message.webpush.fcm_options.link", "The link must be an HTTPS URL.")
