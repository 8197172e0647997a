"""What a registrant does with its own things: enrol, fill in a record, file it."""
