"""Functions whose sensitivity indices are known, with and without noise of known variance."""

import zlib

import numpy as np

ISHIGAMI = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
V = 7.0**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 0.5
"""Variance of Ishigami's function with a = 7, b = 0.1 (Ishigami & Homma 1990)."""
V1, V2, V13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7.0**2 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
S1 = np.array([V1, V2, 0.0]) / V
ST = np.array([V1 + V13, V2, V13]) / V

A = np.array([0.0, 1.0, 4.5, 9.0])
"""Of Sobol's G function (Saltelli & Sobol 1995)."""
SOBOL_G = {"num_vars": 4, "names": ["g1", "g2", "g3", "g4"], "bounds": [[0.0, 1.0]] * 4}
PARTS = 1 / (3 * (1 + A) ** 2)
G_VARIANCE = np.prod(1 + PARTS) - 1
G_S1 = PARTS / G_VARIANCE
G_ST = PARTS * np.prod(1 + PARTS) / (1 + PARTS) / G_VARIANCE


def ishigami(settings, seed):
    x1, x2, x3 = (settings[name] for name in ("x1", "x2", "x3"))
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def sobol_g(settings, seed):
    x = np.array([settings[name] for name in SOBOL_G["names"]])
    return float(np.prod((np.abs(4 * x - 2) + A) / (1 + A)))


def own(settings, seed):
    """A standard normal deviate that is another at each point and run."""
    where = zlib.crc32(repr(sorted(settings.items())).encode())
    return np.random.Generator(np.random.PCG64([seed, where])).normal()


def common(seed):
    """A standard normal deviate that is the same at all points of a run."""
    return np.random.default_rng(seed).normal()


def noisy_ishigami(settings, seed):
    return ishigami(settings, seed) + 4 * own(settings, seed)


def shaken_ishigami(settings, seed):
    """Noise that is common to all points, with a size that depends on a factor: smooth over the space, not white."""
    return ishigami(settings, seed) + 4 * common(seed) * settings["x1"] / np.pi * np.sqrt(3)


def lifted_ishigami(settings, seed):
    return ishigami(settings, seed) + 4 * common(seed)


def noisy_sobol_g(settings, seed):
    return sobol_g(settings, seed) + 0.7 * own(settings, seed)
