"""The throw-away identity of the loopback FCM: a certificate for FCM's name, a service account."""

import fcntl
import ipaddress
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FCM_HOST = "fcm.googleapis.com"
# google-auth asks it in the background where the account may be used, and is content with a 404;
# without an answer it would log a warning for each of its retries.
IAM_HOST = "iamcredentials.googleapis.com"
HOSTS = (FCM_HOST, IAM_HOST)
PROJECT = "usterka-loopback"
CERTIFICATE_LIFE = timedelta(days=3650)  # our choice: longer than any demo
RSA_BITS = 2048  # what Google's own service accounts have


@dataclass(frozen=True, kw_only=True)
class LoopbackCredentials:
    service_account: Path
    ca_bundle: Path
    server_certificate: Path
    proxy_url: str

    def environment(self) -> dict[str, str]:
        """Return what turns an unmodified firebase-admin process towards the loopback FCM."""
        # Both spellings: a lower-case variable of the machine would win over ours.
        proxy = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), self.proxy_url)
        direct = dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost,::1")
        return {
            **proxy,
            **direct,
            "REQUESTS_CA_BUNDLE": str(self.ca_bundle),
            "FIREBASE_CREDENTIALS": str(self.service_account),
        }


class NotLoopback(ValueError):
    """The loopback FCM listens on loopback addresses only."""


def loopback_address(host: str) -> str:
    """Return the address to bind. Raises NotLoopback for all but loopback addresses."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise NotLoopback(f"{host} is not an IP address.") from None
    if not address.is_loopback:
        raise NotLoopback(f"{host} is no loopback address: the stand-in trusts whoever reaches it.")
    return str(address)


def prepare(state: Path, port: int, host: str = "127.0.0.1") -> LoopbackCredentials:
    """Make or reuse what the folder keeps; needs no running server, and may run at once."""
    address = loopback_address(host)
    origin = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    credentials = LoopbackCredentials(
        service_account=state / "service-account.json",
        ca_bundle=state / "ca.pem",
        server_certificate=state / "server.pem",
        proxy_url=origin,
    )
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_one(state):
        if not (credentials.ca_bundle.exists() and credentials.server_certificate.exists()):
            _make_certificates(credentials)
        _make_service_account(credentials.service_account, token_uri=f"{origin}/token")
    return credentials


@contextmanager
def _only_one(state: Path) -> Iterator[None]:
    with (state / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_certificates(credentials: LoopbackCredentials) -> None:
    """Sign one certificate and forget the authority's key: nothing else can ever be signed."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    server_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key)
    server = _server_certificate(server_key, authority, authority_key)
    key = server_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = serialization.Encoding.PEM
    _write(credentials.server_certificate, key + server.public_bytes(pem))
    _write(credentials.ca_bundle, authority.public_bytes(pem))


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    public = key.public_key()
    name = _name("Usterka loopback FCM, throw-away authority")
    names = [x509.DNSName(host) for host in HOSTS]
    only_these = x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None)
    return (
        _certificate(name, public)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(only_these, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server_certificate(
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    public = key.public_key()
    names = [x509.DNSName(host) for host in HOSTS]
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _certificate(_name(FCM_HOST), public)
        .issuer_name(authority.subject)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(signer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + CERTIFICATE_LIFE)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make_service_account(path: Path, *, token_uri: str) -> None:
    account = json.loads(path.read_bytes()) if path.exists() else _new_service_account()
    if account.get("token_uri") != token_uri:
        _write(path, json.dumps({**account, "token_uri": token_uri}, indent=2).encode())


def _new_service_account() -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": os.urandom(20).hex(),
        "private_key": pem.decode(),
        "client_email": f"push@{PROJECT}.iam.gserviceaccount.com",
        "client_id": "100000000000000000000",
    }


def _write(path: Path, content: bytes) -> None:
    """Put the file in place whole, readable by its owner alone."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
