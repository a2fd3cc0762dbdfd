"""Speed, measured as ratios against floors in the same run: `make bench`."""
