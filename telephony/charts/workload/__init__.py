"""The charts of the workload."""
