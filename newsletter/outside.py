"""Do the addresses beyond the portal answer that an issue names? Asked when an editor says so, then remembered."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from django.core.cache import cache

from library.links import ask_web

REMEMBERED = 3600  # seconds
MOST = 30
AT_ONCE = 10


def ask(urls: list[str]) -> int:
    """Asks the addresses all together and remembers the answers. Returns how many gave none."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(zip(urls[:MOST], pool.map(lambda url: ask_web(url)[0], urls[:MOST]), strict=True))
    cache.set_many({_key(url): answered for url, answered in answers.items()}, REMEMBERED)
    return sum(not answered for answered in answers.values())


def remembered(urls: list[str]) -> dict[str, bool]:
    """What is known of these addresses; those never asked are missing."""
    found = cache.get_many([_key(url) for url in urls])
    return {url: found[_key(url)] for url in urls if _key(url) in found}


def _key(url: str) -> str:
    return f"newsletter-link-{sha256(url.encode()).hexdigest()[:32]}"
