"""Studies: experiment files, designs of points, and sweeps that survive being stopped."""
