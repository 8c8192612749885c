"""Every write to reports: one function for each thing a person does, one transaction each."""
