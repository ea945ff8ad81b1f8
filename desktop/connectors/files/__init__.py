"""Excel and CSV exports of any system, so that linking can begin before access is granted (product.md chapter 10)."""
