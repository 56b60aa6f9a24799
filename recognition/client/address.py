"""Where a server is, and whether a token may be sent there."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from recognition.client.errors import RemoteError


@dataclass(frozen=True, slots=True)
class Address:
    """A server's scheme, host, port, and the path before `/api/v1/`."""

    scheme: str
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def is_private(self) -> bool:
        """Whether nobody between us and the server can read along."""
        return self.scheme == "https" or _is_loopback(self.host)


def address_read(server: str) -> Address:
    """An address as a person types it.

    Raises:
        RemoteError: `bad_address`.
    """
    try:
        parts = urlsplit(server)
        port = parts.port
    except ValueError as error:
        raise _bad(server) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _bad(server)
    if parts.username is not None:
        raise RemoteError("An address holds no name or password here: use a token.", code="bad_address")
    return Address(parts.scheme, parts.hostname, port, parts.path.rstrip("/"))


def token_check(token: str, address: Address, *, plain_http: bool) -> str:
    """The token, if it is one and may be sent there.

    Raises:
        RemoteError: `bad_token`, or `insecure` where others could read it on its way.
    """
    token = token.strip()
    if not token.isascii() or not token.isprintable() or " " in token or not token:
        raise RemoteError("That is no token: it is one word of letters and digits.", code="bad_token")
    if not (address.is_private or plain_http):
        raise RemoteError(
            f"The token was not sent: anyone between here and {address} could read it. Use https, or say --plain-http.",
            code="insecure",
        )
    return token


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bad(server: str) -> RemoteError:
    return RemoteError(
        f"“{server}” is no server's address. One looks like https://undertone.example.", code="bad_address"
    )
