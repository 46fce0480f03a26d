"""The demo: real register, members, practices and dates as what they are; everything else invented and named so.

Each module has `seed()`, which is safe to repeat and works through the acts, and where benchmarks need many rows
`multiply(n)`, which copies believable invented rows in by COPY.
"""
