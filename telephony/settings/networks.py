"""Addresses and networks in settings, and whether a sender's address is among them."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network

# IPv4 addresses as a socket of IPv6 has them.
_MAPPED: Final = IPv6Network("::ffff:0:0/96")


def parse_network(entry: str) -> Network:
    """An address or a network, as IPv4 where that is mapped. Raises ValueError."""
    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        raise ValueError(
            "is not a list of addresses and networks. Give it as 127.0.0.1,10.1.0.0/16."
        ) from None
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        mapped = network.network_address.ipv4_mapped
        return ip_network(f"{mapped}/{network.prefixlen - _MAPPED.prefixlen}")
    return network


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, without its zone, and as IPv4 where that is mapped; None for anything else."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_within(text: str, networks: Iterable[Network]) -> bool:
    """Whether the text is an address in one of the networks."""
    address = parse_address(text)
    return address is not None and any(address in network for network in networks)
