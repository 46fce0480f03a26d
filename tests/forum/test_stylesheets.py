"""What collectstatic makes of the portal's style sheet: one file, hashed, with fonts that exist."""

import re
from pathlib import Path

from django.contrib.staticfiles.finders import FileSystemFinder

from forum.stylesheets import JoinedStaticFilesStorage

CSS = Path(__file__).parents[2] / "static" / "css"


def test_entry_imports_every_component_once():
    imported = re.findall(r'@import url\("(.+?)"\);', (CSS / "forum.css").read_text())

    assert sorted(imported) == sorted(
        {file.name for file in CSS.glob("*.css")} - {"forum.css", "print.css", "error.css"}
    )


def test_collected_sheet_is_one_file_with_hashed_fonts(tmp_path):
    storage = JoinedStaticFilesStorage(location=str(tmp_path))
    wanted = re.compile(r"css/.+\.css|kern/fonts/fira-sans/FiraSans-\w+\.woff2")
    paths = {}
    for name, source in FileSystemFinder().list([]):
        full = f"{source.prefix}/{name}" if getattr(source, "prefix", "") else name
        if wanted.fullmatch(full):
            with source.open(name) as content:
                storage.save(full, content)
            paths[full] = (source, name)

    done = {name: hashed for name, hashed, _ in storage.post_process(paths) if str(hashed).endswith(".css")}

    sheet = (tmp_path / done["css/forum.css"]).read_text()
    assert "@import" not in sheet
    assert ".site-header" in sheet
    assert ".tile--daten" in sheet
    assert re.search(r"kern/fonts/fira-sans/FiraSans-Regular\.[0-9a-f]{12}\.woff2", sheet)
