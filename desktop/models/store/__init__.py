"""What is remembered: SQLAlchemy rows, migrations, and a unit of work. Rows never leave this folder; records do."""
