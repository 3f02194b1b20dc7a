#!/usr/bin/env python3
"""Holds the explainers to their definitions, with PyTorch (autograd, hooks), scikit-learn and NumPy.

Usage: explainers_test.py PROGRAM, where PROGRAM FOLDER writes what xil computes (tests/nn/explained_toys.cpp). Prints the
largest deviation of each kind. Then a value of each kind is put out of place, and the comparison must notice.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import scipy.ndimage
import sklearn.linear_model
import sklearn.metrics.pairwise
import torch

from crosscheck_test import Network, load

# Kind -> largest deviation allowed, as a share of the map's largest value (of maps below SMALLEST_SCALE, of that); of
# completeness as a share of what the picture adds to the logit, of scores absolute. Of integrated gradients up to 2e-7 but from
# an even start, the mean, where pixels tie in a pooling layer: which of them a point's gradient goes to is a matter of rounding.
SMALLEST_SCALE = 0.01
SCRIPT = "corners_script"  # the network of a TorchScript file; it has no spatial layer
TOLERANCES = {"gradcam": 1e-5, "input_gradient": 1e-5, "smoothgrad": 1e-5, "integrated_gradients": 5e-5,
              "completeness": 1e-3, "occlusion": 1e-5, "scores": 1e-6, "lime": 1e-6, "kernel_shap": 1e-6, "hsic": 1e-6}
PERTURBED = {"gradcam": "corners_cnn.6.0.gradcam.logit.map", "input_gradient": "corners_mlp.6.0.input_gradient.score.times.map",
             "smoothgrad": "squares_cnn.1.1.smoothgrad.logit.signed.map",
             "integrated_gradients": "squares_cnn.6.0.integrated_gradients.logit.blur.map",
             "completeness": "corners_cnn.6.0.integrated_gradients.logit.mean.map",
             "occlusion": "corners_cnn.1.1.occlusion.logit.map", "scores": "corners_cnn.1.1.lime.slic.scores",
             "lime": "squares_cnn.1.1.lime.grid.map", "kernel_shap": "squares_cnn.1.1.kernel_shap.map",
             "hsic": "corners_mlp.6.0.hsic.map"}


class Scripted(torch.nn.Module):
    """A network as other programs save it, with strides, batch statistics and dropout; its features."""

    def __init__(self):
        super().__init__()
        self.first, self.norm = torch.nn.Conv2d(3, 6, 3, stride=2), torch.nn.BatchNorm2d(6)
        self.second, self.drop = torch.nn.Conv2d(6, 8, 3, padding=1), torch.nn.Dropout(.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.nn.functional.silu(self.norm(self.first(x)))
        return self.drop(torch.tanh(self.second(x)).mean((2, 3)))


class WithHead(torch.nn.Module):
    """A module, read back from its file, under the head that xil has trained."""

    def __init__(self, file, state):
        super().__init__()
        self.module = torch.jit.load(file).eval()
        self.weight, self.bias = (torch.from_numpy(state["classes." + name].copy()) for name in ("weight", "bias"))

    def read(self, pixels):
        return pixels / 127.5 - 1

    def forward(self, x):
        return torch.nn.functional.linear(self.module(x), self.weight, self.bias)


def save_module(file):
    torch.manual_seed(3)
    module = Scripted()
    torch.nn.init.normal_(module.norm.running_mean, std=.1)
    torch.nn.init.uniform_(module.norm.running_var, .1, .3)
    torch.jit.save(torch.jit.script(module.eval()), file)


def value_of(logits, target, of):
    if of == "logit":
        return logits[:, target]
    if of == "sum_log_probability":
        return torch.log_softmax(logits, 1).sum(1)
    return (torch.softmax if of == "score" else torch.log_softmax)(logits, 1)[:, target]


def gradient(network, pixels, target, of):
    """d value / d (what the network reads) at pictures in 0 ... 255."""
    x = network.read(torch.as_tensor(pixels, dtype=torch.float32)).requires_grad_()
    return torch.autograd.grad(value_of(network(x), target, of).sum(), x)[0].double().numpy()


def values(network, pixels, target, of):
    with torch.no_grad():
        x = network.read(torch.as_tensor(np.ascontiguousarray(pixels), dtype=torch.float32))
        return value_of(network(x), target, of).double().numpy()


def gradcam(network, image, target, of):
    """By hooks on the last pooling, as the usual scripts do it."""
    kept = {}
    layer = [layer for layer in network.body if isinstance(layer, torch.nn.MaxPool2d)][-1]
    hooks = [layer.register_forward_hook(lambda _, __, out: kept.update(activations=out)),
             layer.register_full_backward_hook(lambda _, __, out: kept.update(gradients=out[0]))]
    value_of(network(network.read(torch.tensor(image[None], dtype=torch.float32)).requires_grad_()), target, of).sum().backward()
    for hook in hooks:
        hook.remove()
    weights = kept["gradients"].mean((2, 3), keepdim=True)
    coarse = torch.relu((weights * kept["activations"]).sum(1, keepdim=True))
    return torch.nn.functional.interpolate(coarse, image.shape[1:], mode="bilinear", align_corners=False)[0, 0].detach().numpy()


def over_channels(map_, sign):
    return np.abs(map_).sum(0) if sign == "absolute" else map_.sum(0)


def empty(image, fill):
    if fill == "mean":
        return np.broadcast_to(image.mean((1, 2), keepdims=True), image.shape)
    if fill == "blur":
        def blur(plane):
            return scipy.ndimage.gaussian_filter(plane, np.array(plane.shape) / 10, mode="constant", truncate=30)
        return np.stack([blur(plane) / blur(np.ones_like(plane)) for plane in image])
    return np.zeros_like(image)


def integrated_gradients(network, image, target, of, fill, steps=4000):
    start = empty(image, fill).astype(np.float32).astype(float)  # as a picture is held
    points = start + ((np.arange(steps) + .5) / steps)[:, None, None, None] * (image - start)
    mean = np.concatenate([gradient(network, part, target, of) for part in np.array_split(points, 40)]).mean(0)
    read = [network.read(torch.as_tensor(picture)).numpy() for picture in (image.copy(), start.copy())]
    return (mean * (read[0] - read[1])).sum(0)


def occlusion(network, image, target, of, grid=6, patch=2):
    """The mean fall over the squares that hide a pixel, square by square."""
    height, width = image.shape[1:]
    edges = [[cell * side // grid for cell in range(grid + 1)] for side in (height, width)]
    falls, counts = np.zeros((height, width)), np.zeros((height, width))
    whole = values(network, image[None], target, of)[0]
    for top in range(1 - patch, grid):
        for left in range(1 - patch, grid):
            rows = slice(edges[0][max(top, 0)], edges[0][min(top + patch, grid)])
            columns = slice(edges[1][max(left, 0)], edges[1][min(left + patch, grid)])
            hidden = image.copy()
            hidden[:, rows, columns] = empty(image, "mean")[:, rows, columns]
            falls[rows, columns] += whole - values(network, hidden[None], target, of)[0]
            counts[rows, columns] += 1
    assert (counts == patch ** 2).all()
    return falls / counts


def lime(design, scores):
    """The weights by scikit-learn's cosine distance, as the authors' program takes them."""
    distances = sklearn.metrics.pairwise.cosine_distances(design, design[:1]).ravel()
    ridge = sklearn.linear_model.Ridge(alpha=2, fit_intercept=True)
    return ridge.fit(design, scores, sample_weight=np.sqrt(np.exp(-distances ** 2 / .25 ** 2))).coef_


def kernel_shap(design, scores):
    assert design[0].all() and not design[1].any() and (design[2::2] + design[3::2] == 1).all()
    whole, none, design, rest = scores[0], scores[1], design[2:], scores[2:]
    fit = sklearn.linear_model.LinearRegression(fit_intercept=False)
    fit.fit(design[:, :-1] - design[:, -1:], rest - none - design[:, -1] * (whole - none), sample_weight=np.ones(len(design)))
    return np.append(fit.coef_, whole - none - fit.coef_.sum())


def hsic(design, scores):
    """Song et al. 2012, equation 5, in matrices."""
    n = len(scores)
    differences = np.abs(scores[:, None] - scores)
    width = np.median(differences[np.tril_indices(n, -1)][differences[np.tril_indices(n, -1)] > 0])
    out = np.exp(-differences ** 2 / (2 * width ** 2))
    np.fill_diagonal(out, 0)
    found = []
    for cell in design.T:
        kernel = (cell[:, None] == cell).astype(float)
        np.fill_diagonal(kernel, 0)
        found.append((np.trace(kernel @ out) + kernel.sum() * out.sum() / ((n - 1) * (n - 2))
                      - 2 / (n - 2) * (kernel @ out).sum()) / (n * (n - 3)))
    return np.array(found)


def away(ours, reference):
    """Largest difference as a share of the reference's largest value."""
    assert np.isfinite(ours).all() and ours.shape == reference.shape
    return float(np.abs(ours - reference).max() / max(np.abs(reference).max(), SMALLEST_SCALE))


def compare_scored(data, stem, name, network, image, target):
    parts, design = data[stem + name + ".parts"], data[stem + name + ".design"].astype(float)
    scores = data[stem + name + ".scores"]
    shown = design[:, parts][:, None] * image  # black is 0
    yield "scores", float(np.abs(scores - values(network, shown, target, "score")).max())
    fit = {"lime": lime, "kernel_shap": kernel_shap, "hsic": hsic}[name.split(".")[0]]
    yield name.split(".")[0], away(data[stem + name + ".map"], fit(design, scores)[parts])


def compare_map(data, stem, words, network, image, target):
    ours = data[stem + ".".join(words) + ".map"].astype(float)
    kind, of = words[:2]
    if kind == "gradcam":
        yield kind, away(ours, gradcam(network, image, target, of))
    elif kind == "input_gradient":
        slope = gradient(network, image[None], target, of)[0]
        if words[2] == "times":
            slope = slope * (network.read(torch.as_tensor(image)) - network.read(torch.zeros(image.shape))).numpy()
        yield kind, away(ours, over_channels(slope, words[2]))
    elif kind == "smoothgrad":
        slope = gradient(network, image + data[stem + "noise"], target, of).mean(0)
        yield kind, away(ours, over_channels(slope, words[2]))
    elif kind == "integrated_gradients":
        yield kind, away(ours, integrated_gradients(network, image, target, of, words[2]))
        ends = values(network, np.stack([image, empty(image, words[2])]), target, of)
        yield "completeness", abs(ours.sum() - (ends[0] - ends[1])) / abs(ends[0] - ends[1])
    elif kind == "occlusion":
        yield kind, away(ours, occlusion(network, image, target, of))


def deviations(data, cases, module):
    """Kind -> largest deviation over the cases."""
    largest = {}
    for case in cases:
        state = data[case + ".state"]
        network = WithHead(module, state) if case == SCRIPT else Network(state, False)
        for name in [name for name in data if name.startswith(case + ".") and name.endswith(".map")]:
            item, target, *words = name.split(".")[1:-1]
            stem, image = f"{case}.{item}.{target}.", data[case + ".images"][int(item)].astype(float)
            compare = compare_map if words[0] not in ("lime", "kernel_shap", "hsic") else compare_scored
            what = words if compare is compare_map else ".".join(words)
            for kind, deviation in compare(data, stem, what, network, image, int(target)):
                largest[kind] = max(largest.get(kind, 0), deviation)
    return largest


def out_of_place(value):
    changed = value.copy()
    changed.flat[changed.size // 2] += 0.01 * np.abs(value).max() if value.ndim == 1 else 0.2 * np.abs(value).max()
    return changed


def compare_all(data, module):
    """How many kinds deviate too much, or are not noticed where they are put out of place."""
    cases, failures = sorted({name.split(".")[0] for name in data}), 0
    largest, of_script = deviations(data, cases, module), deviations(data, [SCRIPT], module)
    assert largest.keys() == TOLERANCES.keys(), f"not every kind was compared: {largest.keys()}"
    assert of_script.keys() == TOLERANCES.keys() - {"gradcam"}, f"not every kind of the script: {of_script.keys()}"
    for kind, tolerance in TOLERANCES.items():
        good = largest[kind] <= tolerance
        failures += not good
        print(f"{kind}: largest deviation {largest[kind]:.1e} (script {of_script.get(kind, float('nan')):.1e}), "
              f"allowed {tolerance:.0e}{'' if good else '  FAILED'}")
    for kind, name in PERTURBED.items():
        case = name.split(".")[0]
        few = {key: value for key, value in data.items() if not key.endswith(".map") or key == name or kind == "scores"}
        noticed = not deviations({**few, name: out_of_place(data[name])}, [case], module)[kind] <= TOLERANCES[kind]
        failures += not noticed
        print(f"{name} out of place: {'noticed' if noticed else 'NOT NOTICED'}")
    return failures


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        module = f"{other}/module.pt"
        save_module(module)
        subprocess.run([sys.argv[1], folder, module], check=True)
        return 1 if compare_all(load(pathlib.Path(folder)), module) else 0


if __name__ == "__main__":
    sys.exit(main())
