"""A real OpenSearch node on this machine, without containers: for tests, and for `tradewind up --search opensearch`."""
