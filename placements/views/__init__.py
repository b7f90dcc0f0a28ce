"""One page, one function; one package an audience."""
