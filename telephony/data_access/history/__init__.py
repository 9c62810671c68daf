"""Values per bucket: from the store where it holds them, the rest requested once and stored."""
