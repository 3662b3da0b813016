"""What the account keeps: the only folder that knows its keys, each file those of one table or bucket."""
