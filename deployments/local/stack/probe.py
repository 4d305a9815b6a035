"""Whether a part of the stack answers."""

from __future__ import annotations

import http.client
import socket


def answers_http(host: str, port: int, path: str) -> bool:
    """Any answer that is not a server error, within half a second."""
    connection = http.client.HTTPConnection(host, port, timeout=0.5)
    try:
        connection.request("GET", path, headers={"Accept": "*/*"})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def accepts(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False
