"""Reads Mapbox Vector Tiles 2.1, as little of it as the tests need."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Feature:
    """point: the first one of the geometry, in units of the tile."""

    attributes: dict[str, Any]
    point: tuple[int, int]


def layers_in(tile: bytes) -> dict[str, list[Feature]]:
    return dict(_layer(content) for number, content in _fields(tile) if number == 3)


def features_in(tile: bytes, layer: str) -> list[Feature]:
    """The features of the tile's only layer, if there is any."""
    layers = layers_in(tile)
    assert layers.keys() <= {layer}
    return layers.get(layer, [])


def _layer(content: bytes) -> tuple[str, list[Feature]]:
    fields = list(_fields(content))
    keys = [value.decode() for number, value in fields if number == 3]
    values = [_value(value) for number, value in fields if number == 4]
    (name,) = (value.decode() for number, value in fields if number == 1)
    assert [value for number, value in fields if number == 5] == [4096]
    return name, [_feature(value, keys, values) for number, value in fields if number == 2]


def _feature(content: bytes, keys: list[str], values: list[Any]) -> Feature:
    fields = dict(_fields(content))
    tags = list(_packed(fields.get(2, b"")))
    command, *rest = _packed(fields[4])
    assert command & 7 == 1  # move to
    x, y = (number >> 1 ^ -(number & 1) for number in rest[:2])
    pairs = zip(tags[::2], tags[1::2], strict=True)
    return Feature({keys[key]: values[value] for key, value in pairs}, (x, y))


def _value(content: bytes) -> Any:
    ((number, value),) = _fields(content)
    if number == 1:
        return value.decode()
    if number in (2, 3):
        return struct.unpack("<f" if number == 2 else "<d", value)[0]
    return bool(value) if number == 7 else value >> 1 ^ -(value & 1) if number == 6 else value


def _fields(content: bytes) -> Iterator[tuple[int, Any]]:
    position = 0
    while position < len(content):
        tag, position = _varint(content, position)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value, position = _varint(content, position)
            yield number, value
            continue
        size, position = {1: (8, position), 5: (4, position)}.get(kind) or _varint(
            content, position
        )
        yield number, content[position : position + size]
        position += size


def _packed(content: bytes) -> Iterator[int]:
    position = 0
    while position < len(content):
        value, position = _varint(content, position)
        yield value


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[position]
        value, position = value | (byte & 127) << shift, position + 1
        if byte < 128:
            return value, position
        shift += 7
