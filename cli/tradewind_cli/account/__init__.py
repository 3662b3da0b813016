"""What the commands ask of the account: the audit's proof, copies and erasures."""
