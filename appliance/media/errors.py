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
}


def reason(code: str) -> dict[str, Any]:
    """How it is stored on the row and shown."""
    return {"code": code, "message": SENTENCES[code]}
