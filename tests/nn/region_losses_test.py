#!/usr/bin/env python3
"""Holds every region loss and its gradients to its formula, with PyTorch in double precision.

Usage: region_losses_test.py PROGRAM, where PROGRAM FOLDER writes one update of gradient descent with each loss
(tests/nn/region_losses.cpp). The gradient of all weights is what the update moved them by. Prints the largest deviations.
Then every weight is put out of place, and the comparison must notice. Bounds of R4 are held to gradients at random
pictures between them.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

from crosscheck_test import load

TOLERANCE = 1e-5  # of losses as a share of the loss, of gradients as a share of the largest one
LEAST_SHARE = 0.5  # of the gradient that must be the term's, so that it is the term which is tested


class Steps:
    """The network of a state as its steps: (kind, weight, bias), with the stride of the first convolution."""

    def __init__(self, state, stride):
        self.parameters, self.steps, flat = [], [], False
        names = [name.removesuffix(".weight") for name in state if name.endswith(".weight")]
        for name in names:
            weight, bias = (torch.tensor(state[f"{name}.{part}"], dtype=torch.float64, requires_grad=True)
                            for part in ("weight", "bias"))
            self.parameters += [weight, bias]
            if weight.ndim == 4:
                self.steps += [("conv", weight, bias, stride if name == names[0] else 1), ("pool",), ("relu",)]
                continue
            if not flat:
                self.steps.append(("flatten",))
            flat = True
            self.steps += [("linear", weight, bias), ("relu",)]
        self.steps.pop()  # no ReLU behind the logits

    def run(self, x):
        """(logits, the activations that are flattened)"""
        spatial = None
        for step in self.steps:
            if step[0] == "conv":
                x = F.conv2d(x, step[1], step[2], step[3])
            elif step[0] == "linear":
                x = x @ step[1].T + step[2]
            elif step[0] == "pool":
                x = F.max_pool2d(x, 2)
            elif step[0] == "relu":
                x = x.clamp(min=0)
            else:
                spatial, x = x, x.flatten(1)
        return x, spatial


def gradient(of, by):
    return torch.autograd.grad(of, by, create_graph=True, allow_unused=True)


def rrr(net, x, regions, labels, batch):
    x = x.requires_grad_()
    grad, = gradient(torch.log_softmax(net.run(x)[0], 1).sum(), x)
    return ((regions * grad) ** 2).sum()


def rbr(net, x, regions, labels, batch):
    """The sum of all second derivatives by weights and pixels, from two backward passes."""
    x = x.requires_grad_()
    logits, _ = net.run(x)
    mean_loss = F.cross_entropy(logits, labels, reduction="sum") / batch
    influence, = gradient(sum(part.sum() for part in gradient(mean_loss, net.parameters)), x)
    grad, = gradient(torch.log_softmax(logits, 1).sum(), x)
    return ((regions * influence * grad) ** 2).sum()


def grad_cam(net, x, classes):
    """[n, height, width], each between 0 and 1; None picks the predicted class."""
    logits, spatial = net.run(x.requires_grad_())
    classes = logits.argmax(1) if classes is None else classes
    slopes, = gradient(sum(row[k] for row, k in zip(logits, classes)), spatial)
    maps = torch.einsum("nc,nchw->nhw", slopes.mean((2, 3)), spatial)
    scaled = []
    for one in maps:
        above = one - one.min()
        scaled.append(above / (above.max() + 1e-6))
    return torch.stack(scaled)


def shares(regions, maps):
    """The share of each cell that the region covers: cell i of n reads the pixels from floor(i s / n) to
    ceil((i + 1) s / n) of s."""
    def edges(cells, side):
        return [(i * side // cells, -(-(i + 1) * side // cells)) for i in range(cells)]
    rows, columns = edges(maps.shape[1], regions.shape[2]), edges(maps.shape[2], regions.shape[3])
    return torch.stack([torch.stack([regions[:, 0, a:b, c:d].mean((1, 2)) for c, d in columns], 1) for a, b in rows], 1)


def rrr_g(net, x, regions, labels, batch):
    maps = grad_cam(net, x, None)
    return ((shares(regions, maps) * maps) ** 2).sum()


def hint(net, x, regions, labels, batch):
    maps = grad_cam(net, x, labels)
    return sum(F.mse_loss(one, other) for one, other in zip(maps, shares(regions, maps)))


def cdep(net, x, regions, labels, batch):
    rel, irrel = regions * x, (1 - regions) * x
    for step in net.steps:
        if step[0] in ("conv", "linear"):
            weight, bias = step[1:3]
            pass_on = (lambda v: F.conv2d(v, weight, stride=step[3])) if step[0] == "conv" else lambda v: v @ weight.T
            rel, irrel = pass_on(rel), pass_on(irrel)
            bias = bias.view(-1, *[1] * (rel.ndim - 2))
            total = rel.abs() + irrel.abs()
            share = torch.where(total > 0, rel.abs() / total.clamp(min=1e-300), torch.zeros_like(total))
            other = torch.where(total > 0, irrel.abs() / total.clamp(min=1e-300), torch.zeros_like(total))
            rel, irrel = rel + share * bias, irrel + other * bias
        elif step[0] == "pool":
            both = rel + irrel
            pooled, where = F.max_pool2d(both, 2, return_indices=True)
            mask = F.max_unpool2d(torch.ones_like(pooled), where, 2, output_size=both.shape)
            rel, irrel = (4 * F.avg_pool2d(mask * part, 2) for part in (rel, irrel))
        elif step[0] == "relu":
            rel, irrel = rel.relu(), (rel + irrel).relu() - rel.relu()
        else:
            rel, irrel = rel.flatten(1), irrel.flatten(1)
    return torch.softmax(torch.stack((rel, irrel), 2), 2)[..., 0].mean(1).sum()


def bounded(transform, weight, low, high):
    """Interval arithmetic with the weight's positive and negative part."""
    plus, minus = weight.clamp(min=0), weight.clamp(max=0)
    return transform(low, plus) + transform(high, minus), transform(high, plus) + transform(low, minus)


def windows(x):
    """[n, c, h, w] -> [n, c, h // 2, w // 2, 4]; what is left over is dropped."""
    x = x[:, :, :x.shape[2] // 2 * 2, :x.shape[3] // 2 * 2]
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).permute(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)


def unwindowed(x, like):
    n, c, h, w, _ = x.shape
    x = x.reshape(n, c, h, w, 2, 2).permute(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)
    return F.pad(x, (0, like.shape[3] - 2 * w, 0, like.shape[2] - 2 * h))


def gradient_bounds(net, x, regions, labels, radius):
    low, high = x - radius * regions, x + radius * regions
    reads = []
    for step in net.steps:
        reads.append((low, high))
        if step[0] == "conv":
            low, high = bounded(lambda v, w: F.conv2d(v, w, stride=step[3]), step[1], low, high)
            low, high = low + step[2].view(-1, 1, 1), high + step[2].view(-1, 1, 1)
        elif step[0] == "linear":
            low, high = bounded(lambda v, w: v @ w.T, step[1], low, high)
            low, high = low + step[2], high + step[2]
        elif step[0] == "pool":
            low, high = F.max_pool2d(low, 2), F.max_pool2d(high, 2)
        elif step[0] == "relu":
            low, high = low.relu(), high.relu()
        else:
            low, high = low.flatten(1), high.flatten(1)
    def probability(own, others, k):
        rest = torch.cat([others[:, :k], others[:, k + 1:]], 1)
        return 1 / (1 + (rest - own[:, k:k + 1]).exp().sum(1))
    truth = F.one_hot(labels, low.shape[1])
    classes = range(low.shape[1])
    dl = torch.stack([probability(low, high, k) for k in classes], 1) - truth
    du = torch.stack([probability(high, low, k) for k in classes], 1) - truth
    for step, (low, high) in zip(reversed(net.steps), reversed(reads)):
        if step[0] == "conv":
            def back(v, w):
                return torch.nn.grad.conv2d_input(low.shape, w, v, stride=step[3])
            dl, du = bounded(back, step[1], dl, du)
        elif step[0] == "linear":
            dl, du = bounded(lambda v, w: v @ w, step[1], dl, du)
        elif step[0] in ("relu", "pool"):
            if step[0] == "relu":
                must, may, spread = low > 0, high > 0, lambda v: v
            else:
                lows, highs = windows(low), windows(high)
                may = highs >= lows.max(-1, keepdim=True)[0]
                must = may & (may.sum(-1, keepdim=True) == 1)
                spread = lambda v: v.unsqueeze(-1).expand(*v.shape, 4)
            dl, du = spread(dl), spread(du)
            dl, du = (torch.where(must, dl, torch.where(may, dl.clamp(max=0), torch.zeros_like(dl))),
                      torch.where(must, du, torch.where(may, du.clamp(min=0), torch.zeros_like(du))))
            if step[0] == "pool":
                dl, du = unwindowed(dl, low), unwindowed(du, low)
        else:
            dl, du = dl.reshape(low.shape), du.reshape(low.shape)
    return dl, du


def radius_of(case):
    return 127.5 if case.startswith("raw") else 1.0  # half of the pixels' range as the network reads it


def r4(net, x, regions, labels, batch, radius):
    low, high = gradient_bounds(net, x, regions, labels, radius)
    return (low.abs() * regions + high.abs() * regions).mean((1, 2, 3)).sum()


TERMS = {"rrr": rrr, "rbr": rbr, "rrr_g": rrr_g, "hint": hint, "cdep": cdep}


def read_case(data, case):
    images = torch.tensor(data[case + ".images"].astype(np.float64))
    x = images if case.startswith("raw") else images / 127.5 - 1
    return x, torch.tensor(data[case + ".regions"].astype(np.float64)), torch.tensor(data[case + ".labels"]).long()


def compare(data, name):
    """(deviation of the loss, deviation of the gradients, share of the gradient that is the term's)"""
    case, kind, step = name.split(".")
    net = Steps(data[name + ".before"], 2 if case.startswith("stride") else 1)
    x, regions, labels = read_case(data, case)
    rows = slice(None, None, int(step))
    extra = {"radius": radius_of(case)} if kind == "r4" else {}
    term = TERMS.get(kind, r4)(net, x[rows].clone(), regions[rows], labels[rows], len(x), **extra)
    term = term * data[name + ".weight"] / len(x)
    loss = F.cross_entropy(net.run(x)[0], labels) + term
    grads = torch.autograd.grad(loss, net.parameters, retain_graph=True)
    parts = torch.autograd.grad(term, net.parameters, allow_unused=True)
    largest = max(grad.abs().max() for grad in grads)
    worst = max((torch.tensor((data[name + ".before"][key] - data[name + ".after"][key]).astype(np.float64)) /
                 data[name + ".rate"] - grad).abs().max()
                for key, grad in zip(data[name + ".before"], grads))
    own = max(part.abs().max() for part in parts if part is not None)
    rest = max((grad - (0 if part is None else part)).abs().max() for grad, part in zip(grads, parts))
    return (abs(data[name + ".loss"] / loss.item() - 1), (worst / largest).item(), (own / (own + rest)).item())


def check_bounds(data, case):
    """Gradients at random pictures within the box lie within the bounds."""
    net = Steps(data[case + ".r4.1.before"], 2 if case.startswith("stride") else 1)
    x, regions, labels = read_case(data, case)
    radius, generator = radius_of(case), torch.Generator().manual_seed(1)
    with torch.no_grad():
        low, high = gradient_bounds(net, x, regions, labels, radius)
    tight = 0
    for scale in (0, 0.1, 1, 1, 1):
        noise = 2 * torch.rand(x.shape, generator=generator, dtype=torch.float64) - 1
        moved = (x + scale * radius * regions * noise).requires_grad_()
        grad, = torch.autograd.grad(F.cross_entropy(net.run(moved)[0], labels, reduction="sum"), moved)
        slack = 1e-9 * grad.abs().max()
        if not ((grad >= low - slack) & (grad <= high + slack)).all():
            return False
        tight = max(tight, (grad.abs().max() / torch.maximum(low.abs(), high.abs()).max()).item())
    print(f"{case}: bounds of r4 hold, and the largest gradient found is {tight:.2g} of the largest bound")
    return True


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        data = load(pathlib.Path(folder))
    names = sorted(name.removesuffix(".before") for name in data if name.endswith(".before"))
    assert {name.split(".")[1] for name in names} == {*TERMS, "r4"}, "a loss was not compared"
    failures = 0
    for name in names:
        loss, grads, share = compare(data, name)
        good = loss <= TOLERANCE and grads <= TOLERANCE and share >= LEAST_SHARE
        moved = compare({**data, name + ".weight": data[name + ".weight"] * 1.001}, name)
        noticed = moved[0] > TOLERANCE and moved[1] > TOLERANCE
        failures += not good or not noticed
        print(f"{name}: loss {loss:.1e}, gradients {grads:.1e} (allowed {TOLERANCE:.0e}), {share:.2f} of it the term's, "
              f"weight out of place {'noticed' if noticed else 'NOT NOTICED'}{'' if good else '  FAILED'}")
    for case in sorted({name.split(".")[0] for name in names}):
        if not check_bounds(data, case):
            failures += 1
            print(f"{case}: a gradient lies outside of the bounds of r4  FAILED")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
