"""One style sheet for readers, many small files for us: collectstatic joins what css/forum.css imports.

In development the browser follows the imports itself; in production forty small requests become one.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/forum.css"
IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\);\n')


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's hashed and compressed files, with the portal's style sheet joined before it is hashed.

    Imported files lie in the same folder, so the addresses inside them keep their meaning.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and ENTRY in paths:
            storage, path = paths[ENTRY]
            folder = path.rsplit("forum.css", 1)[0]

            def content(match: re.Match[str]) -> str:
                with storage.open(folder + match[1]) as part:
                    return str(part.read().decode()).rstrip() + "\n"

            with storage.open(path) as entry:
                joined = IMPORT.sub(content, entry.read().decode())
            memory = InMemoryStorage()
            memory.save(ENTRY, ContentFile(joined.encode()))
            paths[ENTRY] = (memory, ENTRY)
        yield from super().post_process(paths, dry_run, **options)
