"""Which addresses a visit may go to: public ones only, looked at where the connection is made.

A name may resolve to anything, and to something else a second later; so the check stands behind the resolver, at the
socket (`guarded_socket`), where the address is the one that is really connected to. Every redirect passes it again.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Any
from urllib.parse import urlsplit

REFUSED = "内网或本机地址"
_SPACE = re.compile(r"\s")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(OSError):
    """A connection to a private, loopback or link-local address was about to be made."""


def is_public(address: str) -> bool:
    """Whether an IP address (any written form of v4 or v6, scope allowed) lies in the public internet.

    IPv4 inside IPv6 (mapped, 6to4, NAT64) is judged by the IPv4 address that it carries.
    """
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def why_not_an_address(url: str) -> str:
    """Why `url` cannot be visited by its form alone, in plain Chinese; "" if it can."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "网址写法有误"
    if parts.scheme not in ("http", "https"):
        return "只访问 http 和 https 网址"
    if not host or _SPACE.search(url):
        return "网址中没有主机名或含有空白"
    if parts.username is not None or parts.password is not None:
        return "网址中不得带用户名和密码"
    return ""


def guarded_socket(address_info: Any) -> socket.socket:
    """A socket for an address from `getaddrinfo`; raises AddressRefused before anything is sent to a private one."""
    family, kind, protocol, _name, address = address_info
    if not is_public(str(address[0])):
        raise AddressRefused(f"{REFUSED}：{address[0]}")
    return socket.socket(family=family, type=kind, proto=protocol)


def open_socket(address_info: Any) -> socket.socket:
    """A socket for any address: what `--allow-private` puts in the guard's place."""
    family, kind, protocol, _name, _address = address_info
    return socket.socket(family=family, type=kind, proto=protocol)


def host_key(url: str) -> str:
    """The host (with port, lower case) that shares one pace; "" for what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return host if port in (None, default) else f"{host}:{port}"
