"""Addresses people use, and what a client may take of the web process."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MELDEWEG_WEB_", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8080"
    prefect_ui_url: str = "http://127.0.0.1:4200"


class ConnectionSettings(BaseSettings):
    """Times are upper bounds in seconds; a report of 20,000 characters over a slow mobile network takes ten.

    `proxies` stand before the web process and speak for many clients: the bound for one address does not
    count for them, and their X-Forwarded-For is believed.
    """

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_WEB_", extra="ignore", frozen=True)

    head_s: float = Field(default=10, gt=0, description="request line and headers, from the first byte on")
    body_s: float = Field(default=30, gt=0, description="from the headers to the last byte of the body")
    exchange_s: float = Field(default=90, gt=0, description="a whole request: read, handled, answer read")
    keep_alive_s: int = Field(default=5, ge=1, description="between an answer and the next request")
    drain_s: int = Field(default=4, ge=1, description="for requests under way when the process is stopped")
    max_header_bytes: int = Field(default=16 * 1024, ge=1024)
    max_connections: int = Field(default=400, ge=1, description="below half of the open files allowed")
    max_connections_per_address: int = Field(default=50, ge=1)
    backlog: int = Field(default=512, ge=1, description="connections the system holds until they are taken")
    proxies: tuple[IPv4Network | IPv6Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
