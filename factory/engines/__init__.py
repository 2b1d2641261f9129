"""Runs in a database that several machines share: their record, their files, and who works on which."""
