"""How the window looks: tokens, fonts, icons, and the one stylesheet made of them."""
