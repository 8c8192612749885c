"""An S3 store on loopback: moto's server, behind a check of the signatures, which moto lacks."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

KEY_ID, SECRET, REGION = "AKIAUSTERKA", "a secret of the tests", "eu-central-1"


class SignaturesChecked:
    """A WSGI application that refuses what is not signed by SECRET, or no longer valid."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if not _is_signed(environ):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"not signed\n"]
        return self._application(environ, start_response)


def _is_signed(environ: dict[str, Any]) -> bool:
    target = urlsplit(environ["RAW_URI"])
    query = {name: values[0] for name, values in parse_qs(target.query).items()}
    if "X-Amz-Signature" in query:
        return _is_signed_address(environ, target.path, target.query, query)
    return _is_signed_request(environ)


def _is_signed_address(
    environ: dict[str, Any], path: str, query_text: str, query: dict[str, str]
) -> bool:
    made = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if datetime.now(UTC) > made + timedelta(seconds=int(query["X-Amz-Expires"])):
        return False
    unsigned = "&".join(
        part for part in query_text.split("&") if not part.startswith("X-Amz-Signature=")
    )
    auth = S3SigV4QueryAuth(Credentials(KEY_ID, SECRET), "s3", REGION)
    url = f"http://{environ['HTTP_HOST']}{path}?{unsigned}"
    names = query["X-Amz-SignedHeaders"].split(";")
    known = _signature(auth, environ, url, names, query["X-Amz-Date"])
    return known == query["X-Amz-Signature"]


def _is_signed_request(environ: dict[str, Any]) -> bool:
    told = environ.get("HTTP_AUTHORIZATION", "")
    if not told.startswith("AWS4-HMAC-SHA256 "):
        return False
    parts = dict(part.strip().split("=", 1) for part in told.partition(" ")[2].split(","))
    auth = S3SigV4Auth(Credentials(KEY_ID, SECRET), "s3", REGION)
    url = f"http://{environ['HTTP_HOST']}{environ['RAW_URI']}"
    names = parts["SignedHeaders"].split(";")
    known = _signature(auth, environ, url, names, environ["HTTP_X_AMZ_DATE"])
    return known == parts["Signature"]


def _signature(auth: Any, environ: dict[str, Any], url: str, names: list[str], moment: str) -> str:
    headers = {name: _header(environ, name) for name in names}
    request = AWSRequest(method=environ["REQUEST_METHOD"], url=url, headers=headers)
    request.context["timestamp"] = moment
    return auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)


def _header(environ: dict[str, Any], name: str) -> str:
    if name in ("content-type", "content-length"):
        return environ.get(name.upper().replace("-", "_"), "")
    return environ.get(f"HTTP_{name.upper().replace('-', '_')}", "")


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """Where the store answers, as http://127.0.0.1:port."""
    application = SignaturesChecked(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def s3_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The credentials as an operator gives them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


@pytest.fixture
def bucket(s3_address: str, s3_keys: None) -> Iterator[Any]:
    """An empty private bucket, through a client of the tests' own."""
    client = boto3.client("s3", endpoint_url=s3_address)
    client.create_bucket(
        Bucket="photos-of-tests", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    resource = boto3.resource("s3", endpoint_url=s3_address)
    yield resource.Bucket("photos-of-tests")
    resource.Bucket("photos-of-tests").objects.all().delete()
    client.delete_bucket(Bucket="photos-of-tests")
    client.close()
    resource.meta.client.close()
