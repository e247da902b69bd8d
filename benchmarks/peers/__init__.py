"""The same deals and questions for `funnel` and its neighbours; `python -m benchmarks.peers`."""
