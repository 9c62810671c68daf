"""Records of the PBX -> typed frames, with their units and their quality."""
