"""CIDR functions, in the arithmetic of https://github.com/apparentlymart/go-cidr on plain integers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.languages.terraform.bigfloat import Number
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.functions.strings import integer
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.typed import ListOf
from idlint.languages.terraform.typesystem import STRING
from idlint.records import NamedTuple
from idlint.values import Value


class Network(NamedTuple):
    """An address range: the address with its host bits cleared, the prefix length, and 32 or 128."""

    address: int
    length: int
    bits: int

    @property
    def host_bits(self) -> int:
        """How many bits number the hosts."""
        return self.bits - self.length


def parse(prefix: str) -> Network:
    """`10.0.0.0/8`; `EvaluationError` where it is no prefix. Leading zeros are decimal, as in Terraform."""
    text, slash, length = prefix.partition("/")
    if not slash or not (length.isascii() and length.isdigit()) or len(length) > 3:
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {prefix}")
    address, bits = parse_address(text)
    if int(length) > bits:
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {prefix}")
    if bits == 128 and address >> 32 == 0xFFFF and int(length) >= 96:
        return Network(_masked(address & 0xFFFFFFFF, int(length) - 96, 32), int(length) - 96, 32)
    return Network(_masked(address, int(length), bits), int(length), bits)


def parse_address(text: str) -> tuple[int, int]:
    """An IP address as a number, and its width."""
    try:
        if ":" in text:
            import socket

            return int.from_bytes(socket.inet_pton(socket.AF_INET6, text), "big"), 128
        octets = text.split(".")
        numbers = [int(octet) for octet in octets if octet.isascii() and octet.isdigit() and len(octet) <= 3]
    except (OSError, ValueError):
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {text}") from None
    if len(numbers) != 4 or len(octets) != 4 or max(numbers) > 255:
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {text}")
    return int.from_bytes(bytes(numbers), "big"), 32


def _masked(address: int, length: int, bits: int) -> int:
    return address >> (bits - length) << (bits - length)


def _text(address: int, bits: int) -> str:
    if bits == 32:
        return ".".join(map(str, (address & 0xFFFFFFFF).to_bytes(4, "big")))
    import socket

    data = (address % (1 << 128)).to_bytes(16, "big")
    return socket.inet_ntop(socket.AF_INET6, data)


def _cidrhost(prefix: str, number: Number) -> Value:
    network = parse(prefix)
    host = integer(number)
    if not -(1 << network.host_bits) <= host < 1 << network.host_bits:
        raise EvaluationError(f"prefix of {network.length} does not accommodate a host numbered {host}")
    offset = host if host >= 0 else (1 << network.host_bits) + host
    return _text(network.address | offset, network.bits)


def _cidrnetmask(prefix: str) -> Value:
    network = parse(prefix)
    if network.bits != 32:
        raise EvaluationError("IPv6 addresses cannot have a netmask")
    return _text(_masked(0xFFFFFFFF, network.length, 32), 32)


def _subnet(network: Network, new_bits: int, number: int) -> Network:
    """Subnet `number` of the network with `new_bits` more bits of prefix."""
    length = network.length + new_bits
    if not 0 <= length <= network.bits:
        raise EvaluationError(f"insufficient address space to extend prefix of {network.length} by {new_bits}")
    if number >= 1 << max(new_bits, 0):
        raise EvaluationError(f"prefix extension of {new_bits} does not accommodate a subnet numbered {number}")
    address = abs(network.address | (number << (network.bits - length)))
    return Network(address, length, network.bits)


def _written(network: Network) -> str:
    return f"{_text(_masked(network.address, network.length, network.bits), network.bits)}/{network.length}"


def _cidrsubnet(prefix: str, new_bits: Number, number: Number) -> Value:
    return _written(_subnet(parse(prefix), integer(new_bits), integer(number)))


def _cidrsubnets(prefix: str, *new_bits: Number) -> Value:
    """Consecutive subnets of the given sizes, each aligned to its own size."""
    network = parse(prefix)
    found: list[Value] = []
    position = network.address
    for extra in map(integer, new_bits):
        length = network.length + extra
        if extra < 1 or length > network.bits or extra > 32:
            raise EvaluationError("must extend prefix by at least one bit, within the address size")
        size = 1 << (network.bits - length)
        start = -(-position // size) * size
        if start + size > network.address + (1 << network.host_bits):
            raise EvaluationError("not enough remaining address space for a subnet")
        found.append(_written(Network(start, length, network.bits)))
        position = start + size
    return ListOf(found, STRING)


def _cidrcontains(prefix: str, inner: str) -> Value:
    """OpenTofu: whether an address or a prefix lies within a prefix."""
    network = parse(prefix)
    if "/" in inner:
        address, length, bits = parse(inner)
    else:
        address, bits = parse_address(inner)
        length = bits
    same_family = bits == network.bits and length >= network.length
    return same_family and _masked(address, network.length, bits) == network.address


FUNCTIONS: Final[Mapping[str, Function]] = {
    "cidrcontains": Function("string string", _cidrcontains),
    "cidrhost": Function("string number", _cidrhost),
    "cidrnetmask": Function("string", _cidrnetmask),
    "cidrsubnet": Function("string number number", _cidrsubnet),
    "cidrsubnets": Function("string number*", _cidrsubnets),
}
