#!/usr/bin/env python3
"""What `xil data check` says of single files: orientation, stray bytes, 16-bit ranges and what the values of masks mean.

Usage: picture_kinds_test.py XIL. After public reports of such sets: wkentaro/labelme#1529, imageio/imageio#455,
AlexeyAB/darknet#2591 and #5293, python-pillow/Pillow#5403, amazon-science/spot-diff#1, open-edge-platform/anomalib#2803.
"""
import pathlib
import struct
import sys
import tempfile
import zlib

import numpy
from PIL import Image

from programs import call, call_json

ITEMS = 6


def picture(seed, defect=False, size=(40, 40)):
    rng = numpy.random.default_rng(seed)
    pixels = rng.integers(90, 150, (*size, 3)).astype(numpy.uint8)
    mask = numpy.zeros(size, numpy.uint8)
    if defect:
        top, left = rng.integers(2, size[0] - 12), rng.integers(2, size[1] - 12)
        pixels[top:top + 8, left:left + 8] = [240, 30, 30]
        mask[top:top + 8, left:left + 8] = 255
    return pixels, mask


def save(pixels, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)


def folder(root, ending="png", save_picture=save, save_mask=save, mask_ending="png", size=(40, 40)):
    """An image_folder of ITEMS ok and as many defective pictures with masks."""
    for i in range(ITEMS):
        save_picture(picture(i, size=size)[0], root / "ok" / f"{i:03d}.{ending}")
        pixels, mask = picture(1000 + i, True, size)
        save_picture(pixels, root / "defect" / f"{i:03d}.{ending}")
        save_mask(mask, root / "masks" / f"{i:03d}.{mask_ending}")
    return root


def rotated(turn, tag):
    def save_rotated(pixels, path):
        stored = Image.fromarray(pixels).transpose(turn)
        exif = stored.getexif()
        exif[0x112] = tag
        path.parent.mkdir(parents=True, exist_ok=True)
        stored.save(path, exif=exif, **({"quality": 98, "subsampling": 0} if path.suffix == ".jpg" else {}))
    return save_rotated


def kinds(report):
    found = {}
    for finding in report["findings"]:
        found.setdefault(finding["oddity"], []).append(finding["reason"])
    return found


def check(xil, root, *assignments):
    return kinds(call_json([xil, "data", "check", root, *assignments]))


def check_orientation(xil, scratch):
    for ending in ("jpg", "png"):
        root = folder(scratch / f"turned_{ending}", ending, rotated(Image.ROTATE_180, 3))
        reasons = check(xil, root)["orientation"]
        assert len(reasons) == 2 * ITEMS and "EXIF orientation is 3" in reasons[0], reasons
        assert "orientation" not in check(xil, root, "orientation=exif")
    quarter = folder(scratch / "quarter", "jpg", rotated(Image.ROTATE_90, 6), size=(40, 56))
    out, err = call([xil, "data", "check", quarter], 1)
    assert "EXIF orientation 6" in err and "orientation=exif" in err, err
    assert "mask_size" not in check(xil, quarter, "orientation=exif")


def check_notes(xil, scratch):
    root = folder(scratch / "stray", "jpg")
    first, second = root / "ok" / "000.jpg", root / "ok" / "001.jpg"
    first.write_bytes(first.read_bytes()[:-2] + bytes(range(1, 21)) + b"\xff\xd9")
    start, table, rest = second.read_bytes().partition(b"\xff\xdb")
    second.write_bytes(start + b"\0\0" + table + rest)
    assert len(check(xil, root)["tolerated"]) == 2
    root = folder(scratch / "surplus")
    pixels = picture(5)[0]

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + row.tobytes() for row in pixels))
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0))
    (root / "ok" / "extra.png").write_bytes(head + chunk(b"IDAT", rows + b"\0\0\0\0") + chunk(b"IEND", b""))
    assert "surplus bytes" in check(xil, root)["tolerated"][0]
    (root / "ok" / "short.png").write_bytes(head + chunk(b"IDAT", rows[:-9]) + chunk(b"IEND", b""))
    call([xil, "data", "check", root], 1)


def check_levels(xil, scratch):
    for factor, range16 in ((16, "[0, 4095]"), (4, "[0, 1023]"), (64, "[0, 16383]")):
        root = folder(scratch / f"deep_{factor}", save_picture=lambda pixels, path: save(
            pixels[..., 0].astype(numpy.uint16) * factor, path))
        reasons = check(xil, root)["few_levels"]
        assert all(f"range16={range16}" in reason for reason in reasons), reasons
        assert "few_levels" not in check(xil, root, f"range16={range16}")


def check_masks(xil, scratch):
    def altered(name, change, *assignments, **options):
        return check(xil, folder(scratch / name, save_mask=lambda mask, path: save(change(mask), path), **options), *assignments)

    def with_alpha(mask):
        return numpy.dstack([numpy.full_like(mask, 9)] * 3 + [mask])

    def classes(mask):
        mask = mask // 255 * 200
        mask[0:6, 30:40] = 100
        return mask

    assert "mask_values: [1]" in altered("ones", lambda mask: mask // 255)["mask_unread"][0]
    assert "mask_unread" not in altered("ones_listed", lambda mask: mask // 255, "mask_values=[1]")
    assert "mask_unread" not in altered("ones_low", lambda mask: mask // 255, "mask_threshold=1")
    assert "mask_values: [100, 200]" in altered("classes", classes)["mask_partly"][0]
    assert "mask_values: [0]" in altered("inverted", lambda mask: 255 - mask)["mask_inverted"][0]
    assert "mask_inverted" not in altered("inverted_listed", lambda mask: 255 - mask, "mask_values=[0]")
    assert "mask_channel=alpha" in altered("alpha", with_alpha)["mask_alpha"][0]
    listed = altered("alpha_taken", with_alpha, "mask_channel=alpha")
    assert "mask_alpha" not in listed and "empty_mask" not in listed
    assert "65535" not in altered("deep_ones", lambda mask: mask.astype(numpy.uint16) // 255)["mask_unread"][0]


def check_label_by_mask(xil, scratch):
    """kolektor_sdd2: no defective picture turns ok in silence, and no ok one defective."""
    for name, change, remedy in (("85", lambda mask: mask // 3, "mask_values: [85]"), ("1", lambda mask: mask // 255, "mask_values: [1]"),
                                 ("inverted", lambda mask: 255 - mask, "mask_values: [0]")):
        root = scratch / f"kolektor_{name}"
        for split, first in (("train", 10000), ("test", 20000)):
            for i in range(8):
                pixels, mask = picture(first + i, i % 2 == 1)
                save(pixels, root / split / f"{first + i}.png")
                save(change(mask), root / split / f"{first + i}_GT.png")
        _, err = call([xil, "data", "check", root], 1)
        assert "hangs on the mask" in err and remedy in err, err
        labels = call_json([xil, "data", "check", root, remedy.replace(": ", "=")])["classes"]
        assert sorted(entry["all"] for entry in labels) == [8, 8], labels


def main():
    xil = sys.argv[1]
    with tempfile.TemporaryDirectory() as scratch:
        for part in (check_orientation, check_notes, check_levels, check_masks, check_label_by_mask):
            part(xil, pathlib.Path(scratch) / part.__name__)
            print(part.__name__, "fine")


if __name__ == "__main__":
    main()
