"""Names every text of the given catalogues that has no translation, or one that nobody has confirmed."""

import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po


def lacks(message: Message) -> bool:
    """A plural needs all its forms."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return message.fuzzy or not all(forms)


def main(files: list[str]) -> int:
    missing = 0
    for name in files:
        with Path(name).open("rb") as file:
            for message in read_po(file):
                if message.id and lacks(message):
                    print(f"{name}:{message.lineno}: not translated: {message.id!r}", file=sys.stderr)
                    missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
