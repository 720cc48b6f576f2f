"""Why a file is not there, as data: a code for programs, a sentence for the attendant."""

from typing import Any

NO_ID = "no_media_id"
EXPIRED = "expired"
TOO_LARGE = "too_large"
WRONG_HASH = "wrong_hash"
WRONG_TYPE = "wrong_type"
UNREADABLE = "unreadable_image"
FOREIGN_ADDRESS = "foreign_address"
NO_ACCESS = "no_access"
REFUSED = "refused_by_whatsapp"
UNAVAILABLE = "unavailable"
DISK_FULL = "disk_full"
STORAGE = "storage_unavailable"
GIVEN_UP = "given_up"
NOT_PREPARED = "not_prepared"
NO_SOUND = "no_sound"
TOO_LONG = "too_long"
UNPLAYABLE = "unreadable_recording"
WRONG_VIDEO = "wrong_video"
ANIMATED_STICKER = "animated_sticker"
NOT_SMALL_ENOUGH = "not_small_enough"
NOT_TAKEN = "not_taken_by_whatsapp"
NOT_YET = "not_yet_at_whatsapp"
MISSING = "media_missing"

AS_DOCUMENT = frozenset({UNREADABLE, NO_SOUND, TOO_LONG, UNPLAYABLE, WRONG_VIDEO, NOT_SMALL_ENOUGH})
"""An upload refused for these can still be sent as a document."""

SENTENCES = {
    NO_ID: "O WhatsApp não informou qual é o arquivo.",
    EXPIRED: "O WhatsApp já não tem este arquivo. Peça ao cliente que envie de novo.",
    TOO_LARGE: "O arquivo é maior do que o permitido.",
    WRONG_HASH: "O arquivo recebido não é igual ao que o cliente enviou.",
    WRONG_TYPE: "O conteúdo do arquivo não é do tipo anunciado.",
    UNREADABLE: "A imagem está corrompida ou é grande demais para ser aberta.",
    FOREIGN_ADDRESS: "O endereço do arquivo não é do WhatsApp.",
    NO_ACCESS: "O acesso ao WhatsApp não é mais válido. Avise o administrador.",
    REFUSED: "O WhatsApp recusou a entrega do arquivo.",
    UNAVAILABLE: "O WhatsApp não entregou o arquivo agora.",
    DISK_FULL: "Não há espaço em disco para guardar o arquivo. Avise o administrador.",
    STORAGE: "O arquivo não pôde ser guardado. Avise o administrador.",
    GIVEN_UP: "O arquivo não chegou, depois de muitas tentativas.",
    NOT_PREPARED: "O arquivo não pôde ser preparado, depois de várias tentativas. Anexe de novo.",
    NO_SOUND: "Este arquivo não tem som.",
    TOO_LONG: "A gravação é longa demais: o limite é de uma hora.",
    UNPLAYABLE: "A gravação está corrompida ou num formato desconhecido.",
    WRONG_VIDEO: "O WhatsApp só toca vídeos MP4 ou 3GP com imagem H.264 e som AAC.",
    ANIMATED_STICKER: "Uma figurinha animada precisa ser WebP de 512 x 512 pontos e ter até 500 KB.",
    NOT_SMALL_ENOUGH: "O arquivo continua grande demais para o WhatsApp depois de reduzido.",
    NOT_TAKEN: "O WhatsApp não aceitou este arquivo.",
    NOT_YET: "O WhatsApp não recebeu o arquivo agora: tentamos de novo.",
    MISSING: "O arquivo não está mais guardado. Anexe de novo.",
}


class MediaGone(Exception):
    """A file that can never be sent; `code` as above, or as the row's state tells it, and words."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(words)


def reason(code: str) -> dict[str, Any]:
    """How it is stored on the row and shown."""
    return {"code": code, "message": SENTENCES[code]}


def upload_reason(code: str) -> dict[str, Any]:
    """The same of a file that was uploaded here; `document`: it could be sent as one."""
    return reason(code) | ({"document": True} if code in AS_DOCUMENT else {})
