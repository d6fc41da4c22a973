"""The version of the package, and with it of the model."""

__version__ = "0.1.0"
