"""What `make bench` runs. Every figure is a ratio against a limit measured in the same run: machines are noisy."""
