"""The decoder child as a program: `python -m seatapp.media`, spoken to through pipes only."""

from seatapp.media.decoder import main

if __name__ == "__main__":
    main()
