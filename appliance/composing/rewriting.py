"""Another text for a message that is not sent yet."""

from copy import deepcopy

from appliance.canned_answers.variables import require_filled
from appliance.composing.checks import check_readable
from appliance.composing.drafts import Composed, Draft
from appliance.composing.interactive import body_of
from appliance.composing.plain import WITH_CAPTION, caption_of, compose_text
from appliance.conversations.models import Message
from appliance.errors import InvalidInput
from appliance.whatsapp.content import readable_content


def rewrite(message: Message, content: str) -> Composed:
    """The message with other words: a text, a caption or the body above buttons.

    Raises InvalidInput, `not_possible` for kinds whose words are not free.
    """
    check_readable(content, "content")
    require_filled(content, "content")
    kind = message.message_type
    if kind == "text":
        return compose_text(Draft(content=content))
    outgoing = deepcopy(message.outgoing or {})
    if kind in WITH_CAPTION:
        caption = caption_of(kind, content)
        outgoing[kind].pop("caption", None)
        outgoing[kind] |= {"caption": caption} if caption else {}
        name = outgoing[kind].get("filename")
        shown = readable_content(kind, {kind: {"caption": caption, "filename": name}})
        return Composed(kind, shown, message.record, outgoing)
    if kind == "interactive":
        body = body_of((message.record or {})["interactive"]["kind"], content)
        outgoing["interactive"]["body"] = {"text": body}
        return Composed(kind, body, message.record, outgoing)
    refused = "O conteúdo desta mensagem não muda mais: cancele-a e agende outra."
    raise InvalidInput("not_possible", refused, field="content")
