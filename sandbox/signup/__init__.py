"""Meta's Embedded Signup by redirect: the dialog, its codes, and the tokens that they become."""
