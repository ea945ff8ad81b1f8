"""The words of the command line itself, headings of the help and what is wrong with an option, in the language asked for.

Click brings them in English and looks them up with Python's gettext, in the language of the environment. They stand here so that
our catalogue has them.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from desktop import texts
from desktop.texts import Message

WORDS = (
    Message("Usage:"),
    Message("Options"),
    Message("Positional arguments"),
    Message("Commands"),
    Message("default: {default}"),
    Message("Show this message and exit."),
    Message("Show the version and exit."),
    Message("Try '{command} {option}' for help."),
    Message("Error: {message}"),
    Message("Aborted!"),
    Message("Missing command."),
    Message("Missing argument"),
    Message("Missing option"),
    Message("Missing parameter"),
    Message("Missing parameter: {param_name}"),
    Message("Choose from:\n\t{choices}"),
    Message("No such option {name!r}."),
    Message("No such command {name!r}."),
    Message("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    Message("Option {name!r} does not take a value."),
    Message("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    Message("Argument {name!r} takes {nargs} values."),
    Message("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    Message("Invalid value: {message}"),
    Message("Invalid value for {param_hint}: {message}"),
    Message("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    Message("{value!r} is not a valid {number_type}."),
    Message("{value} is not in the range {range}."),
    Message("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    Message("{name} {filename!r} does not exist."),
    Message("{name} {filename!r} is a directory."),
    Message("{name} {filename!r} is a file."),
    Message("{name} {filename!r} is not readable."),
    Message("{name} {filename!r} is not writable."),
    Message("Could not open file {filename!r}: {message}"),
    Message("file"),
    Message("directory"),
    Message("path"),
    Message("Do you want to continue?"),
    Message("Error: The two entered values do not match."),
    Message("Error: invalid input"),
)


def follow_language(arguments: Sequence[str]) -> None:
    """Let click speak the language behind `--language`: what is wrong with the arguments is told before they are read."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    asked = [two if one == "--language" else one.partition("=")[2] for one, two in pairs if one.split("=")[0] == "--language"]
    if not asked or asked[-1] not in texts.LANGUAGES:
        gettext.textdomain("messages")  # Python's own, which has no words: they stay English
        return
    os.environ["LANGUAGE"] = asked[-1]
    gettext.bindtextdomain("bindeled", str(texts.TRANSLATIONS))
    gettext.textdomain("bindeled")
