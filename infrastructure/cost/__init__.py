"""What Tradewind costs on AWS: at rest, read from the templates, and under load, from what the code does."""
