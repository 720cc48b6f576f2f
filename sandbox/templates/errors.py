"""How Graph refuses a template. Codes and subcodes: Meta, templates; those marked so only from the field."""

from sandbox.graph.errors import GraphError

TOO_LONG, HEADER, BODY, FOOTER = 2388040, 2388047, 2388072, 2388073
TOO_MANY_VARIABLES, VARIABLE_AT_EDGE, TEMPLATE_CAP = 2388293, 2388299, 2388019
NAME_BEING_DELETED, LANGUAGE_EXISTS, NOT_FOUND = 2388023, 2388024, 2593002  # seen in the field


def refused(what: str, subcode: int | None = None) -> GraphError:
    """100, with the words for people that Graph gives (in their language: nobody should compare them)."""
    error = GraphError(100, "Invalid parameter", subcode=subcode)
    error.body |= {"is_transient": False, "error_user_title": "Modelo inválido", "error_user_msg": what}
    return error
