"""What design.md promises of speed, each as a ratio measured in one run on one machine; `python3 dev.py bench`."""
