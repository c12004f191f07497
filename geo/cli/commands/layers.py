"""The command layers: what is bundled, from the catalogue alone."""

from data.schema import Language
from geo.cli.deliver import deliver
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Form
from geo.cli.reports import layer_rows, layers_table
from geo.tables.files.forms import json_text


def layers(request: Request, language: Language) -> int:
    """Deliver the list of bundled layers; return the exit code."""
    in_json = request.form is Form.JSON
    return deliver(json_text(layer_rows(language)) if in_json else layers_table(language), request)
