"""What the same work costs without us: the least that any program could do."""
