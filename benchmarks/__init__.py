"""What the program costs, as ratios; `python -m benchmarks` prints them."""
