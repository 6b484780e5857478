"""No connection to private, loopback or link-local addresses, in whatever form they are written."""

from __future__ import annotations

import socket

import pytest

from monitor.guard import AddressRefused, guarded_socket, host_key, is_public, why_not_an_address


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # the metadata service of clouds
        "0.0.0.0",
        "100.64.0.1",  # shared space of providers
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",  # IPv4 inside IPv6
        "::ffff:10.0.0.1",
        "2002:7f00:1::",  # 6to4 of 127.0.0.1
        "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
        "ff02::1",
        "no address",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.2.4.8", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_the_guard_refuses_before_a_socket_exists() -> None:
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))


def test_the_guard_lets_a_public_address_pass() -> None:
    with guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("223.5.5.5", 80))) as opened:
        assert opened.fileno() >= 0


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://",
        "http://a b/",
        "http://u:p@example.com/",
        "http://x:99999/",
    ],
)
def test_addresses_that_are_none_are_named(url: str) -> None:
    assert why_not_an_address(url)


def test_hosts_that_share_a_pace() -> None:
    assert host_key("http://Example.com:80/a") == host_key("http://example.com./b") == "example.com"
    assert host_key("http://example.com:8080/") == "example.com:8080"
    assert host_key("http://[broken/") == ""
