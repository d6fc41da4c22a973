"""Links to what lies in the repository and is no page of the site: a file is a download, a folder is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class RepositoryFiles(SphinxTransform):  # type: ignore[misc]
    """Settle the links that would be taken for pages, before anything looks for the pages."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Go through the links of one page."""
        for link in list(self.document.findall(pending_xref)):
            if link.get("reftype") != "myst":
                continue
            target = self._file(link)
            if target.is_dir():
                link.replace_self([*link.children, nodes.Text(" (in the repository)")])
            elif link.get("refdomain") == "doc" and link["reftarget"] not in self.env.found_docs and target.is_file():
                path = f"/{target.relative_to(self.env.srcdir).as_posix()}"
                link.replace_self(download_reference("", "", *link.children, reftarget=path, refdoc=self.env.docname))

    def _file(self, link: pending_xref) -> Path:
        if link.get("refdomain") == "doc":
            return Path(self.env.srcdir, f"{link['reftarget']}.md")
        return (Path(self.env.doc2path(self.env.docname)).parent / link.get("reftarget", "")).resolve()


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the transform."""
    app.add_transform(RepositoryFiles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
