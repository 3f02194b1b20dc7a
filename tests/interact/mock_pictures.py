"""Synthetic pictures and maps as PNG files, for the mock of the expert's desk. Standard library only."""
import functools
import math
import random
import struct
import zlib


def png(width, height, channels, rows):
    """A PNG file of 8-bit rows: 1 channel (grey) or 3 (RGB)."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 3)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def spot(seed, width, height):
    """Centre and radius of an item's defect."""
    chance = random.Random(seed)
    return (chance.uniform(.25, .75) * width, chance.uniform(.3, .7) * height, chance.uniform(.06, .14) * width)


@functools.cache
def picture(seed, width, height, channels):
    """A seam on a noisy plate, with a dark spot."""
    chance = random.Random(seed)
    x0, y0, radius = spot(seed, width, height)
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(width):
            seam = 60 * math.exp(-((y - height / 2) / (height * .12)) ** 2)
            dark = 110 if math.hypot(x - x0, y - y0) < radius else 0
            grey = min(255, max(0, int(110 + seam - dark + chance.gauss(0, 9))))
            row += bytes([grey]) if channels == 1 else bytes([grey, min(255, grey + 12), min(255, grey + 30)])
        rows.append(row)
    return png(width, height, channels, rows)


@functools.cache
def relevance(seed, width, height):
    """The map of an item: its spot, smeared and shifted a little; values 0 to 255, row by row."""
    x0, y0, radius = spot(seed, width, height)
    x0 += radius * (seed % 3)
    return [[int(255 * math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * (1.4 * radius) ** 2))) for x in range(width)]
            for y in range(height)]


@functools.cache
def map_picture(seed, width, height):
    return png(width, height, 1, relevance(seed, width, height))


def run_lengths(mask):
    """Row by row, alternating and beginning with zeros."""
    runs, value = [0], 0
    for pixel in mask:
        if bool(pixel) != value:
            runs.append(0)
            value = not value
        runs[-1] += 1
    return runs


def mask_of(runs):
    mask = []
    for k, length in enumerate(runs):
        mask += [k % 2] * length
    return mask


def highlighted(seed, width, height):
    """Run lengths of the map's upper half."""
    return run_lengths([value > 127 for row in relevance(seed, width, height) for value in row])
