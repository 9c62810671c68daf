"""What the dashboard takes: a hundred people for minutes, the PBX away, two processes, memory."""
