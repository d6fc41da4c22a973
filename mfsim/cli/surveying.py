"""`mfsim survey`: answers to interviews become a scenario; the form is written."""

from __future__ import annotations

from pathlib import Path

from mfsim.errors import MfsimError
from mfsim.scenario.survey import write_form, write_survey


def make_scenario(answers: str | None, out: Path | None, template: Path | None) -> None:
    """Write the form, or the folder that answers lead to, and say what is where.

    Raises
    ------
    MfsimError
        If neither answers nor a template is asked for, or both.
    ScenarioError
        If the answers cannot be used, or a file or folder cannot be made.
    """
    if (answers is None) == (template is None):
        raise MfsimError("expected a file of answers, or --template FILE for the form, and not both")
    if template is not None:
        if out is not None:
            raise MfsimError("--out has no effect with --template, which names its file itself")
        write_form(template)
        print(f"wrote {template}\nTry: fill it in, a row for each member, then mfsim survey {template}")
    elif answers is not None:
        folder = Path(Path(answers).stem) if out is None else out
        read, files = write_survey(answers, folder)
        given, notes = (sum(numbers) for numbers in zip(*((len(one.cells), one.notes) for one in read), strict=True))
        print(f"{len(read)} members: {given} answers set what they are, {notes} are notes that the model has nothing for.")
        print("Whatever else a member is stays assumed; the column `source` of the members file says what.")
        for path in files:
            print(f"wrote {path}")
        print(f"Try: mfsim run {folder / 'scenario.toml'}")
