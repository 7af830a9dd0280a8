"""One harness for worker processes: messages over standard input and output."""
