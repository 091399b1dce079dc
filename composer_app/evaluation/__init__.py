"""How good models are: scored on songs they have not learnt from, and compared method by method."""
