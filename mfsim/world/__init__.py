"""What exists while a scenario runs: parameters, state, ledger, arrivals and departures."""
