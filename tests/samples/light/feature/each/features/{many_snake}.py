"""<[ feature.many.title ]>."""

NAME = "<[ feature.one.snake ]>"   
FIELDS = {
<% for f in feature.fields %>
    "<[ f.wire.snake ]>": "<[ f.type ]>",
<% endfor %>
}


def describe():
    """What it is, for people."""
    return f"{NAME}: {', '.join(FIELDS)}"


def label(row):
    """The text that stands for a row."""
    return str(row["<[ feature.label.wire.snake ]>"])
