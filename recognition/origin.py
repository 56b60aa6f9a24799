"""Is the page that makes a request our own? Decided by host and port, for HTTP and for the socket alike."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def is_same_origin(origin: str, host: str) -> bool:
    """Whether `origin` (a scheme, host and port, or a whole address) names the host that the request was sent to.

    The scheme is not compared: behind a proxy that ends TLS the site itself is asked over plain HTTP.
    """
    try:
        page = urlsplit(origin)
        asked = urlsplit(f"{page.scheme}://{host}")
        default = _DEFAULT_PORTS.get(page.scheme)
        same_port = (page.port or default) == (asked.port or default)
    except ValueError:
        return False
    return default is not None and bool(page.hostname) and page.hostname == asked.hostname and same_port


def is_known_host(host: str) -> bool:
    """Whether the site is to be reached by this name. A request of HTTP/1.0 may come without one."""
    return not host or validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
