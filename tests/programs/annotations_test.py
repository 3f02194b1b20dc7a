#!/usr/bin/env python3
"""Regions from annotation files against the masks that they were made from, and TIFF against the arrays that were saved.

Masks are drawn here with NumPy and PIL and written as polygons, run lengths, boxes, circles and base64 masks, by code that shares
nothing with xil: COCO's run lengths after maskApi.c of pycocotools, outlines along the edges of pixels, polygons filled by PIL. A
region may differ from its mask by a pixel at the edge. Usage: annotations_test.py XIL
"""
import base64
import io
import json
import pathlib
import sys
import tempfile

import h5py
import numpy
from PIL import Image, ImageDraw
from scipy import ndimage

from programs import call

HEIGHT, WIDTH, PICTURES = 40, 56, 8
NEIGHBOURS = numpy.ones((3, 3), bool)


def polygon_mask(points):
    """As labelme fills it: PIL's polygon, outline included."""
    mask = Image.new("1", (WIDTH, HEIGHT))
    ImageDraw.Draw(mask).polygon([tuple(point) for point in points], outline=1, fill=1)
    return numpy.array(mask)


def shapes_of(seed):
    """Star-shaped polygons, away from each other's centres."""
    rng = numpy.random.default_rng(seed)
    polygons = []
    for centre in ((12, 10), (40, 24)):
        angles = numpy.sort(rng.uniform(0, 2 * numpy.pi, 9))
        radii = rng.uniform(5, 9, 9)
        polygons.append(numpy.stack([centre[0] + radii * numpy.cos(angles), centre[1] + radii * numpy.sin(angles)], 1))
    return polygons


def outline_of(mask):
    """The edges between the pixels of a mask in one piece without holes and its outside, as one closed line."""
    padded = numpy.pad(mask, 1)
    next_of = {}
    for row, column in zip(*numpy.nonzero(padded)):
        for (dr, dc), start, end in (((-1, 0), (0, 0), (1, 0)), ((0, 1), (1, 0), (1, 1)), ((1, 0), (1, 1), (0, 1)),
                                     ((0, -1), (0, 1), (0, 0))):
            if not padded[row + dr, column + dc]:
                next_of[column - 1 + start[0], row - 1 + start[1]] = (column - 1 + end[0], row - 1 + end[1])
    first = next(iter(next_of))
    line = [first]
    while next_of[line[-1]] != first:
        line.append(next_of[line[-1]])
    assert len(line) == len(next_of)
    return [[int(x), int(y)] for x, y in line]


def blob(seed):
    """A mask in one piece, without holes, and without corners that only touch."""
    noise = ndimage.gaussian_filter(numpy.random.default_rng(seed).normal(size=(HEIGHT, WIDTH)), 4)
    labels, _ = ndimage.label(noise > numpy.quantile(noise, 0.8))
    largest = labels == numpy.argmax(numpy.bincount(labels.ravel())[1:]) + 1
    return ndimage.binary_opening(ndimage.binary_fill_holes(ndimage.binary_dilation(largest, NEIGHBOURS)), numpy.ones((2, 2)))


def run_lengths(mask):
    flat = mask.ravel(order="F").astype(int)
    changes = numpy.nonzero(numpy.diff(numpy.concatenate([[0], flat])))[0]
    return [int(run) for run in numpy.diff(numpy.concatenate([[0], changes, [flat.size]]))]


def compressed(runs):
    """rleToString of maskApi.c."""
    text = ""
    for i, run in enumerate(runs):
        value = run - runs[i - 2] if i > 2 else run
        more = True
        while more:
            digit = value & 31
            value >>= 5
            more = value != -1 if digit & 16 else value != 0
            text += chr((digit | 32 if more else digit) + 48)
    return text


def save_pictures(folder):
    folder.mkdir(parents=True)
    for i in range(PICTURES):
        pixels = numpy.random.default_rng(900 + i).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(numpy.uint8)
        Image.fromarray(pixels).save(folder / f"{i}.png")


def regions_of(xil, dataset, root, *parameters):
    """The regions of a set that is not scaled, by picture, from its packed file."""
    file = root.with_suffix(".h5")
    call([xil, "data", "pack", dataset, file, f"root={root}", f"size=[{HEIGHT}, {WIDTH}]", *parameters])
    with h5py.File(file) as packed:
        items = packed["items"]
        bits = numpy.unpackbits(items["defect"][:], axis=1, bitorder="big")[:, :HEIGHT * WIDTH]
        paths = [path.decode() if isinstance(path, bytes) else path for path in items["path"][:]]
        return {pathlib.Path(path).stem: bits[i].reshape(HEIGHT, WIDTH).astype(bool) for i, path in enumerate(paths)}


def expect_alike(region, mask, what):
    """Equal within a pixel: no more than the mask grown by one, no less than the mask shrunk by one."""
    grown = ndimage.binary_dilation(mask, NEIGHBOURS)
    shrunk = ndimage.binary_erosion(mask, NEIGHBOURS, border_value=1)
    assert region.any() and not (region & ~grown).any() and not (shrunk & ~region).any(), what


def check_coco(xil, folder):
    for form in ("polygon", "outline", "runs", "compressed", "box"):
        root = folder / f"coco_{form}"
        save_pictures(root / "images")
        annotations, masks = [], {}
        for i in range(PICTURES):
            mask = blob(i)
            segmentation = {"polygon": [polygon.ravel().tolist() for polygon in shapes_of(i)],
                            "outline": [numpy.ravel(outline_of(mask)).tolist()] if form == "outline" else [],
                            "runs": {"size": [HEIGHT, WIDTH], "counts": run_lengths(mask)},
                            "compressed": {"size": [HEIGHT, WIDTH], "counts": compressed(run_lengths(mask))}, "box": []}[form]
            rows, columns = numpy.nonzero(mask)
            box = [int(columns.min()), int(rows.min()), int(numpy.ptp(columns)) + 1, int(numpy.ptp(rows)) + 1]
            annotations.append({"id": i + 1, "image_id": i, "category_id": 1, "iscrowd": 0, "area": int(mask.sum()), "bbox": box,
                                "segmentation": segmentation})
            if form == "polygon":
                mask = numpy.any([polygon_mask(polygon) for polygon in shapes_of(i)], axis=0)
            if form == "box":
                mask = numpy.zeros_like(mask)
                mask[rows.min():rows.max() + 1, columns.min():columns.max() + 1] = True
            masks[str(i)] = mask
        images = [{"id": i, "file_name": f"{i}.png", "height": HEIGHT, "width": WIDTH} for i in range(PICTURES)]
        (root / "annotations").mkdir()
        (root / "annotations" / "instances_default.json").write_text(json.dumps(
            {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "crack", "supercategory": ""}]}))
        regions = regions_of(xil, "coco", root, *(["boxes=region"] if form == "box" else []))
        for name, mask in masks.items():
            expect_alike(regions[name], mask, f"{form} {name}")
            if form != "polygon":
                assert (regions[name] == mask).all(), f"{form} {name}: exact forms come back exactly"


def labelme_mask(mask):
    rows, columns = numpy.nonzero(mask)
    part = mask[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
    png = io.BytesIO()
    Image.fromarray(part).save(png, "PNG")
    return {"label": "pore", "shape_type": "mask", "mask": base64.b64encode(png.getvalue()).decode(),
            "points": [[int(columns.min()), int(rows.min())], [int(columns.max()), int(rows.max())]]}


def check_labelme(xil, folder):
    root = folder / "labelme"
    save_pictures(root)
    masks = {}
    for i in range(PICTURES):
        disc = Image.new("1", (WIDTH, HEIGHT))
        ImageDraw.Draw(disc).ellipse([20 - 6, 30 - 6, 20 + 6, 30 + 6], outline=1, fill=1)  # shape_to_mask() of labelme
        polygons = shapes_of(i)
        shapes = [{"label": "crack", "points": polygon.tolist(), "shape_type": "polygon"} for polygon in polygons]
        shapes.append({"label": "crack", "points": [[20, 30], [26, 30]], "shape_type": "circle"})
        mask = numpy.any([polygon_mask(polygon) for polygon in polygons] + [numpy.array(disc)], axis=0)
        if i % 2 == 0:
            mask = blob(i)
            shapes = [labelme_mask(mask)]
        masks[str(i)] = mask
        (root / f"{i}.json").write_text(json.dumps(
            {"version": "5.4.1", "flags": {}, "shapes": shapes, "imagePath": f"..\\labelme\\{i}.png",
             "imageData": base64.b64encode((root / f"{i}.png").read_bytes()).decode(), "imageHeight": HEIGHT, "imageWidth": WIDTH}))
    regions = regions_of(xil, "labelme", root)
    for name, mask in masks.items():
        expect_alike(regions[name], mask, f"labelme {name}")


def check_voc(xil, folder):
    root = folder / "voc"
    save_pictures(root / "JPEGImages")
    (root / "Annotations").mkdir()
    for i in range(PICTURES):
        rows, columns = numpy.nonzero(blob(i))
        (root / "Annotations" / f"{i}.xml").write_text(f"""<annotation><folder>x</folder><filename>{i}.png</filename>
<size><width>{WIDTH}</width><height>{HEIGHT}</height><depth>3</depth></size><object><name>crack</name><bndbox>
<xmin>{columns.min() + 1}</xmin><ymin>{rows.min() + 1}</ymin><xmax>{columns.max() + 1}</xmax><ymax>{rows.max() + 1}</ymax>
</bndbox></object></annotation>""")
    regions = regions_of(xil, "voc", root)
    for i in range(PICTURES):
        rows, columns = numpy.nonzero(blob(i))
        box = numpy.zeros((HEIGHT, WIDTH), bool)
        box[rows.min():rows.max() + 1, columns.min():columns.max() + 1] = True
        assert (regions[str(i)] == box).all(), f"voc {i}"


def check_yolo(xil, folder):
    root = folder / "yolo"
    save_pictures(root / "images" / "train")
    (root / "labels" / "train").mkdir(parents=True)
    (root / "data.yaml").write_text("path: .\ntrain: images/train\nnames:\n  0: crack\n  1: pore\n")
    for i in range(PICTURES):
        fractions = [polygon / [WIDTH, HEIGHT] for polygon in shapes_of(i)]
        lines = [" ".join([str(j), *(f"{number:.6f}" for number in polygon.ravel())]) for j, polygon in enumerate(fractions)]
        (root / "labels" / "train" / f"{i}.txt").write_text("\n".join(lines) + "\n")
    regions = regions_of(xil, "yolo", root)
    for i in range(PICTURES):
        mask = numpy.any([polygon_mask(polygon) for polygon in shapes_of(i)], axis=0)
        expect_alike(regions[str(i)], mask, f"yolo {i}")


def check_tiff(xil, folder):
    """TIFF files in the ways of libtiff, by PIL, against PNG of the same pixels: the packed pictures and regions are equal."""
    rng = numpy.random.default_rng(3)
    ways = {"raw": {}, "lzw": {"compression": "tiff_lzw"}, "deflate": {"compression": "tiff_adobe_deflate"},
            "packbits": {"compression": "packbits"}}
    packed = {}
    for way in ("png", *ways):
        root = folder / f"tiff_{way}"
        ending, options = ("png", {}) if way == "png" else ("tif", ways[way])
        rng = numpy.random.default_rng(3)
        for i in range(PICTURES):
            pixels = rng.integers(0, 255, (HEIGHT, WIDTH, 3)).astype(numpy.uint8)
            grey16 = rng.integers(0, 65535, (HEIGHT, WIDTH)).astype(numpy.uint16)
            image = [Image.fromarray(pixels), Image.fromarray(pixels[..., 0]), Image.fromarray(grey16),
                     Image.fromarray(pixels).convert("P")][i % 4]
            kind = "ok" if i < 4 else "defect"
            for path, picture in ((root / kind / f"{i}.{ending}", image),
                                  (root / "masks" / f"{i}.{ending}", Image.fromarray(blob(i)))):
                path.parent.mkdir(parents=True, exist_ok=True)
                picture.save(path, **options)
            if kind == "ok":
                (root / "masks" / f"{i}.{ending}").unlink()
        file = folder / f"{way}.h5"
        call([xil, "data", "pack", "image_folder", file, f"root={root}", f"size=[{HEIGHT}, {WIDTH}]"])
        with h5py.File(file) as content:
            packed[way] = {name: content["items"][name][:] for name in ("image", "defect", "label")}
    for way in ways:
        for name, values in packed["png"].items():
            assert (packed[way][name] == values).all(), f"{way}: {name}"


def main(xil):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for check in (check_coco, check_labelme, check_voc, check_yolo, check_tiff):
            check(xil, folder)


main(*sys.argv[1:])
