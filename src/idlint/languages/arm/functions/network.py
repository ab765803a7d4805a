"""Functions of IP networks: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-cidr."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from idlint.languages.arm.functions.signature import Arguments, Function, FunctionError, Table, integer, string
from idlint.values import Value


def _network(value: Value) -> IPv4Network | IPv6Network:
    try:
        return ip_network(string(value), strict=False)
    except ValueError:
        raise FunctionError("expected a network like 10.0.0.0/16") from None


def _parse_cidr(arguments: Arguments) -> Value:
    network = _network(arguments[0])
    last = network.broadcast_address
    plain = network.num_addresses > 2 and network.version == 4
    found: dict[str, Value] = {
        "network": str(network.network_address),
        "netmask": str(network.netmask),
        "broadcast": str(last),
        "firstUsable": str(network.network_address + 1 if plain else network.network_address),
        "lastUsable": str(last - 1 if plain else last),
        "cidr": network.prefixlen,
    }
    if network.version == 6:
        found.pop("broadcast")
    return found


def _cidr_subnet(arguments: Arguments) -> Value:
    """The subnet with number `index` of the given prefix length."""
    network, length, index = _network(arguments[0]), integer(arguments[1]), integer(arguments[2])
    if not network.prefixlen <= length <= network.max_prefixlen:
        raise FunctionError("expected a prefix that is longer than the network's")
    if not 0 <= index < 1 << (length - network.prefixlen):
        raise FunctionError("expected the number of a subnet inside the network")
    start = network.network_address + index * (1 << (network.max_prefixlen - length))
    return f"{start}/{length}"


def _cidr_host(arguments: Arguments) -> Value:
    """The address with number `index`, counted from the first usable one."""
    network, index = _network(arguments[0]), integer(arguments[1])
    if not 0 <= index < network.num_addresses - 1:
        raise FunctionError("expected the number of a host inside the network")
    return str(network.network_address + index + 1)


FUNCTIONS: Table = {
    "parsecidr": Function(_parse_cidr, 1, 1),
    "cidrsubnet": Function(_cidr_subnet, 3, 3),
    "cidrhost": Function(_cidr_host, 2, 2),
}
