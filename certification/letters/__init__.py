"""Lists of numbers from LSP, BNSP or a centre's register: read safely, matched to people. Pure: no ORM, no request."""
