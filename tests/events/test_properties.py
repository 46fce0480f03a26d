"""Random sequences of acts, one after the other and from several threads: what must hold after each of them."""
