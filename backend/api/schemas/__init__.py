"""What the REST interface answers, a file a topic."""
