"""How the documentation site is made: `make docs` writes it to build/site.

The source folder is the whole checkout, so that links between pages, notebooks and images are the same on the site and
where the files are read as they are. Nothing is fetched from the network.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "_extensions")]

from pygments.lexers.special import TextLexer  # noqa: E402
from sphinx.application import Sphinx  # noqa: E402

import mfsim  # noqa: E402 (from this checkout)

project = "mfsim"
author = "The mfsim developers"
copyright = f"2026, {author}"
release = version = mfsim.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "repository_files"]
root_doc = "docs/index"
include_patterns = ["docs/*.md", "notebooks/*.ipynb", "experiments/*/README.md", "CHANGELOG.md"]
exclude_patterns = ["build", ".venv"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
myst_links_external_new_tab = True


def code_version() -> str:
    """Return a hash of all that a notebook's output depends on in this checkout."""
    found = hashlib.sha256()
    for folder, ending in (("mfsim", "*.py"), ("mfsim", "*.toml"), ("scenarios", "*.*")):
        for file in sorted((ROOT / folder).rglob(ending)):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "executed-notebooks" / code_version())
nb_execution_timeout = 900  # the first run on a machine compiles the rules
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_merge_streams = True
nb_output_stderr = "error"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_ivar = True
default_role = "code"

html_theme = "furo"
html_title = "mfsim"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["find_rows.js"]
html_extra_path = ["_static/top"]
html_theme_options = {"navigation_with_keys": True}


def setup(app: Sphinx) -> None:
    """Show tables as they are."""
    app.add_lexer("csv", TextLexer)
