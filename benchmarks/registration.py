"""A hundred seats, a thousand attempts, and what one registration costs against the bare transaction."""

from benchmarks.report import Figure


def run() -> list[Figure]:
    return []
