"""The part of Azure Blob storage that we use, on loopback over TLS, and the place that gives out tokens.

What Azure's own client sends is read here as the REST API describes it (https://learn.microsoft.com/rest/api/storageservices).
Tests break it: an answer of another status, a connection that is cut, one that says nothing.
"""

import base64
import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.storage.certificate import certificate

ACCOUNT, CONTAINER, CLIENT_ID = "undertone", "media", "11111111-2222-3333-4444-555555555555"
TOKEN = "token-of-the-identity"
HEADER = "secret-of-the-machine"
PAGE = 3  # files of one listing; Azure's own pages hold five thousand


@dataclass
class Blob:
    """What is stored under a name."""

    content: bytes
    content_type: str
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class BlobStandIn:
    """What is stored, what was asked, and how to break it."""

    endpoint: str = ""
    identity: str = ""
    certificate: Path = Path()
    blobs: dict[str, Blob] = field(default_factory=dict)
    blocks: dict[str, dict[str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens_given: int = 0
    lock: Lock = field(default_factory=Lock)
    fault: Callable[[str, str], int | None] = lambda _method, _path: None
    """By method and address: an HTTP status to answer, 0 to cut the connection, -1 to say nothing; None to do as asked."""

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a product that uses it, as a container with a managed identity has it."""
        return {
            "UNDERTONE_STORAGE": "azure",
            "AZURE_ACCOUNT_NAME": ACCOUNT,
            "AZURE_CONTAINER": CONTAINER,
            "AZURE_CLIENT_ID": CLIENT_ID,
            "AZURE_BLOB_ENDPOINT": self.endpoint,
            **self.identity_variables,
        }

    @property
    def identity_variables(self) -> dict[str, str]:
        return {
            "IDENTITY_ENDPOINT": self.identity,
            "IDENTITY_HEADER": HEADER,
            "REQUESTS_CA_BUNDLE": str(self.certificate),
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: BlobStandIn

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", /, **headers: str) -> None:
        self.send_response(status)
        length = headers.pop("length", str(len(body)))
        for name, value in {"x-ms-version": "2025-01-05", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str) -> None:
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        self.answer(
            status, body if self.command != "HEAD" else b"", x_ms_error_code=code, Content_Type="application/xml"
        )


class _Identity(_Handler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        known = self.headers["X-IDENTITY-HEADER"] == HEADER and asked["client_id"] == [CLIENT_ID]
        if not known or asked["resource"] not in (["https://storage.azure.com"], ["https://storage.azure.com/"]):
            self.answer(400)
            return
        self.stand_in.tokens_given += 1
        expires = str(int(time.time()) + 24 * 3600)
        told = {"access_token": TOKEN, "expires_on": expires, "token_type": "Bearer", "resource": asked["resource"][0]}
        self.answer(200, json.dumps(told).encode(), Content_Type="application/json")


class _Blobs(_Handler):
    def _serve(self) -> None:
        address = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        _empty, account, container, *rest = unquote(address.path).split("/")
        self.name = "/".join(rest)
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.stand_in.lock:
            self.stand_in.asked.append(f"{self.command} {self.name}{'?' + address.query if address.query else ''}")
        fault = self.stand_in.fault(self.command, self.path)
        if fault is not None:
            self._break(fault)
        elif self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.refuse(401, "NoAuthenticationInformation")
        elif (account, container) != (ACCOUNT, CONTAINER):
            self.refuse(404, "ContainerNotFound")
        else:
            getattr(self, f"_{self.command.lower()}")()

    do_GET = do_HEAD = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class asks for these names

    def _break(self, fault: int) -> None:
        if fault > 0:
            self.refuse(fault, "ServerBusy" if fault == 503 else "InternalError")
            return
        if fault < 0:
            time.sleep(3)  # longer than any test's patience
        self.close_connection = True

    def _head(self) -> None:
        self._get()

    def _get(self) -> None:
        if self.query.get("comp") == "list":
            self._list()
        elif self.query.get("restype") == "container":
            self.answer(200, ETag='"1"', Last_Modified=format_datetime(datetime.now(UTC), usegmt=True))
        elif (blob := self.stand_in.blobs.get(self.name)) is None:
            self.refuse(404, "BlobNotFound")
        else:
            self._send(blob)

    def _send(self, blob: Blob) -> None:
        told = {
            "Content_Type": blob.content_type,
            "ETag": '"1"',
            "Last_Modified": format_datetime(blob.modified, usegmt=True),
            "x_ms_blob_type": "BlockBlob",
        }
        size, asked = len(blob.content), self.headers.get("x-ms-range") or self.headers.get("Range")
        if self.command == "HEAD":
            self.answer(200, length=str(size), **told)
        elif asked is None:
            self.answer(200, blob.content, **told)
        else:
            first, last = (int(each) if each else size - 1 for each in asked.removeprefix("bytes=").split("-"))
            if first >= size:
                self.refuse(416, "InvalidRange")
                return
            part = blob.content[first : last + 1]
            self.answer(206, part, Content_Range=f"bytes {first}-{first + len(part) - 1}/{size}", **told)

    def _list(self) -> None:
        prefix, delimiter = self.query.get("prefix", ""), self.query.get("delimiter", "")
        entries: dict[str, Blob | None] = {}
        for name, blob in sorted(self.stand_in.blobs.items()):
            if name.startswith(prefix):
                head, cut, _rest = name.removeprefix(prefix).partition(delimiter) if delimiter else (name, "", "")
                entries[f"{prefix}{head}{cut}" if cut else name] = None if cut else blob
        names = [name for name in sorted(entries) if name > self.query.get("marker", "")]
        more = names[PAGE - 1] if len(names) > PAGE else ""
        listed = "".join(_entry(name, entries[name]) for name in names[:PAGE])
        body = (
            f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="{CONTAINER}">'
            f"<Prefix>{escape(prefix)}</Prefix><Blobs>{listed}</Blobs><NextMarker>{escape(more)}</NextMarker></EnumerationResults>"
        )
        self.answer(200, body.encode(), Content_Type="application/xml")

    def _put(self) -> None:
        if self.query.get("comp") == "block":
            self.stand_in.blocks.setdefault(self.name, {})[self.query["blockid"]] = self.body
        elif self.query.get("comp") == "blocklist":
            staged = self.stand_in.blocks.pop(self.name, {})
            listed = [each.text or "" for each in ElementTree.fromstring(self.body)]
            content_type = self.headers.get("x-ms-blob-content-type", "")
            self.stand_in.blobs[self.name] = Blob(b"".join(staged[each] for each in listed), content_type)
        else:
            content_type = self.headers.get("x-ms-blob-content-type", "")
            self.stand_in.blobs[self.name] = Blob(self.body, content_type)
        now = format_datetime(datetime.now(UTC), usegmt=True)
        self.answer(201, ETag='"1"', Last_Modified=now, x_ms_request_server_encrypted="true")

    def _delete(self) -> None:
        if self.stand_in.blobs.pop(self.name, None) is None:
            self.refuse(404, "BlobNotFound")
        else:
            self.answer(202)


def _entry(name: str, blob: Blob | None) -> str:
    if blob is None:
        return f"<BlobPrefix><Name>{escape(name)}</Name></BlobPrefix>"
    digest = base64.b64encode(name.encode()[:16]).decode()
    return (
        f"<Blob><Name>{escape(name)}</Name><Properties><Last-Modified>{format_datetime(blob.modified, usegmt=True)}"
        f"</Last-Modified><Etag>{digest}</Etag><Content-Length>{len(blob.content)}</Content-Length>"
        "<BlobType>BlockBlob</BlobType></Properties></Blob>"
    )


@contextmanager
def blob_stand_in(folder: Path) -> Iterator[BlobStandIn]:
    """Both servers, until the test is over."""
    files = certificate(folder)
    stand_in = BlobStandIn(certificate=files.public)
    blobs = ThreadingHTTPServer(("127.0.0.1", 0), type("Blobs", (_Blobs,), {"stand_in": stand_in}))
    identity = ThreadingHTTPServer(("127.0.0.1", 0), type("Identity", (_Identity,), {"stand_in": stand_in}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.public, files.key)
    # The handshake is each connection's own thread's: a client that is slow to begin holds up nobody.
    blobs.socket = context.wrap_socket(blobs.socket, server_side=True, do_handshake_on_connect=False)
    stand_in.endpoint = f"https://127.0.0.1:{blobs.server_port}/{ACCOUNT}"
    stand_in.identity = f"http://127.0.0.1:{identity.server_port}/msi/token"
    for server in (blobs, identity):
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stand_in
    finally:
        for server in (blobs, identity):
            server.shutdown()
            server.server_close()
