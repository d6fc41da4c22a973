"""The Mesa face: the multifactory as a `mesa.Model`, its firms and landlords as agents that look into the arrays.

Nothing else in the package imports it: `import mesa` takes most of a second and changes how processes are started.
"""

import warnings

with warnings.catch_warnings():
    # Mesa's progress bar, which is not used here, would warn in notebooks without ipywidgets.
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa  # noqa: F401
