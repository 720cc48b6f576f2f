"""What is promised to customers: by when a person answers, by when it is settled, in open time."""
