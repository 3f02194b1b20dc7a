"""Reads flat Parquet files by the format's specification (parquet-format: README.md, Encodings.md, parquet.thrift), with the
standard library alone: version 1 pages, plain and dictionary encodings, gzip or no compression."""
import gzip
import pathlib
import struct

BOOLEAN, INT64, DOUBLE, BYTE_ARRAY = 0, 2, 5, 6
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
GZIP = 2


class Compact:
    """The compact protocol of Thrift: structs become {field id: value}."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def varint(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def signed(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def value(self, kind):
        if kind in (1, 2):  # as an element of a list a boolean has a byte of its own; none is read here
            return kind == 1
        if kind in (4, 5, 6):
            return self.signed()
        if kind == 8:
            size = self.varint()
            self.at += size
            return self.data[self.at - size:self.at]
        if kind == 9:
            head = self.data[self.at]
            self.at += 1
            size = self.varint() if head >> 4 == 15 else head >> 4
            return [self.value(head & 15) for _ in range(size)]
        assert kind == 12, f"type {kind} of the compact protocol"
        return self.struct()

    def struct(self):
        fields, last = {}, 0
        while self.data[self.at]:
            head = self.data[self.at]
            self.at += 1
            last = last + (head >> 4) if head >> 4 else self.signed()
            assert last not in fields
            fields[last] = self.value(head & 15)
        self.at += 1
        return fields


def hybrid(data, at, bits, count):
    """`count` numbers in the mixture of run lengths and packed bits; gives them and where they end."""
    numbers, reader, width = [], Compact(data, at), (bits + 7) // 8
    while len(numbers) < count:
        head = reader.varint()
        if head & 1:
            size = (head >> 1) * bits
            packed = int.from_bytes(data[reader.at:reader.at + size], "little")
            assert reader.at + size <= len(data)
            reader.at += size
            numbers += [(packed >> (i * bits)) & ((1 << bits) - 1) for i in range((head >> 1) * 8)]
        else:
            numbers += [int.from_bytes(data[reader.at:reader.at + width], "little")] * (head >> 1)
            reader.at += width
    return numbers[:count], reader.at


def plain(kind, data, count):
    if kind == BOOLEAN:
        return [bool(data[i // 8] >> (i % 8) & 1) for i in range(count)]
    if kind in (INT64, DOUBLE):
        assert len(data) == 8 * count
        return list(struct.unpack(f"<{count}{'q' if kind == INT64 else 'd'}", data))
    values, at = [], 0
    for _ in range(count):
        size = struct.unpack_from("<I", data, at)[0]
        values.append(data[at + 4:at + 4 + size].decode())
        at += 4 + size
    assert at == len(data)
    return values


def bound(kind, data):
    return data.decode() if kind == BYTE_ARRAY else plain(kind, data, 1)[0]


class Parquet:
    """names, kinds (physical types), rows, created_by; columns: name -> values, None for null; groups: metadata per row group."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        assert data[:4] == b"PAR1" and data[-4:] == b"PAR1"
        size = struct.unpack("<I", data[-8:-4])[0]
        reader = Compact(data, len(data) - 8 - size)
        footer = reader.struct()
        assert reader.at == len(data) - 8, "the footer has the length that stands behind it"
        root, *leaves = footer[2]
        assert root[5] == len(leaves) and all(leaf[3] == 1 for leaf in leaves)
        self.names = [leaf[4].decode() for leaf in leaves]
        self.kinds = dict(zip(self.names, (leaf[1] for leaf in leaves)))
        assert all((leaf[1] == BYTE_ARRAY) == (leaf.get(6) == 0 and leaf.get(10) == {1: {}}) for leaf in leaves)
        self.rows, self.groups, self.created_by = footer[3], footer[4], footer[6].decode()
        assert footer[7] == [{1: {}}] * len(leaves), "bounds are in the order of the types"
        self.columns = {name: [] for name in self.names}
        for group in self.groups:
            assert len(group[1]) == len(leaves)
            for name, chunk in zip(self.names, group[1]):
                self.columns[name] += self.chunk(data, name, chunk[3], group[3])
            assert group[2] == sum(chunk[3][6] for chunk in group[1]) and group[6] == sum(chunk[3][7] for chunk in group[1])

    def chunk(self, data, name, meta, rows):
        kind = self.kinds[name]
        assert meta[1] == kind and meta[3] == [name.encode()] and meta[4] == GZIP and meta[5] == rows
        at = first = meta.get(11, meta[9])
        dictionary, values = None, []
        unpacked = 0
        while at < first + meta[7]:
            reader = Compact(data, at)
            header = reader.struct()
            page = gzip.decompress(data[reader.at:reader.at + header[3]])
            assert len(page) == header[2]
            unpacked += reader.at - at + header[2]
            at = reader.at + header[3]
            if header[1] == 2:
                assert dictionary is None and header[7][2] == PLAIN
                dictionary = plain(kind, page, header[7][1])
                assert len(set(map(repr, dictionary))) == len(dictionary), "no value stands in a dictionary twice"
                continue
            assert header[1] == 0 and header[5][2] in meta[2] and header[5][3] == RLE
            values += self.page(kind, page, header[5], dictionary)
        assert at == first + meta[7] and unpacked == meta[6] and len(values) == rows
        self.check_bounds(kind, meta[12], values)
        return values

    @staticmethod
    def page(kind, page, header, dictionary):
        size = struct.unpack("<I", page[:4])[0]
        levels, end = hybrid(page[:4 + size], 4, 1, header[1])
        assert end == 4 + size
        rest, defined = page[end:], sum(levels)
        if header[2] == RLE_DICTIONARY:
            codes, end = hybrid(rest, 1, rest[0], defined)
            assert end == len(rest)
            found = iter([dictionary[code] for code in codes])
        else:
            found = iter(plain(kind, rest, defined))
        return [next(found) if level else None for level in levels]

    @staticmethod
    def check_bounds(kind, statistics, values):
        known = [value for value in values if value is not None]
        assert statistics[3] == len(values) - len(known)
        if 5 in statistics:
            assert (bound(kind, statistics[6]), bound(kind, statistics[5])) == (min(known), max(known))
        else:
            assert not known or max(map(len, known)) > 100, "only texts that are long have no bounds"
