"""What happened: the models, the database, and the ledger, which is the only way to write."""
