"""What the user does: a verb and a noun each, in the order of product.md. No Qt, no network of their own."""
