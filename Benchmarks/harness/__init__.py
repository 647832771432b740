"""What the benchmarks share: servers, loads, rounds in turn, and the page that shows the figures."""
