"""An OpenID Connect provider in small: it speaks HTTP on loopback, and lets in whoever the test says."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from tests.loopback import serving

CLIENT_ID, CLIENT_SECRET = "undertone", "known to both"


@dataclass
class IdentityProvider:
    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)  # of whoever signs in there next
    codes: set[str] = field(default_factory=set)
    exchanges: list[dict[str, str]] = field(default_factory=list)

    def sign_in(self, address: str) -> dict[str, str]:
        """What the browser brings back from the page `address` of this provider."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert asked["code_challenge_method"] == "S256"
        self.codes.add(code := secrets.token_hex(8))
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, form: dict[str, str], bearer: str) -> dict[str, Any] | None:
        if path == "/realm/.well-known/openid-configuration":
            return {
                "issuer": f"{self.url}/realm",
                "authorization_endpoint": f"{self.url}/realm/authorize",
                "token_endpoint": f"{self.url}/realm/token",
                "userinfo_endpoint": f"{self.url}/realm/userinfo",
                "jwks_uri": f"{self.url}/realm/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/realm/token":
            return self._exchange(form)
        return self.claims if path == "/realm/userinfo" and bearer == "Bearer access" else None

    def _exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        self.exchanges.append(form)
        if form["code"] not in self.codes or form["client_secret"] != CLIENT_SECRET or not form["code_verifier"]:
            return None
        self.codes.remove(form["code"])
        now = int(time.time())
        claims = {"iss": f"{self.url}/realm", "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.claims}
        token = jwt.encode(claims, "a key that is not looked at over TLS", algorithm="HS256")
        return {"access_token": "access", "token_type": "Bearer", "id_token": token, "expires_in": 60}


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.respond({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.respond({name: values[0] for name, values in parse_qs(body).items()})

        def respond(self, form: dict[str, str]) -> None:
            answer = provider.answer(urlsplit(self.path).path, form, self.headers.get("Authorization", ""))
            self.send_response(400 if answer is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer or {"error": "invalid_request"}).encode())

        def log_message(self, *_args: object) -> None:
            """Nothing on the terminal."""

    with serving(Handler) as provider.url:
        yield provider
