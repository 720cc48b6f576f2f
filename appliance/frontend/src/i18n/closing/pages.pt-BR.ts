/** Of the pages beside the inbox. */
export const closingPages = {
  'closing.hint': 'Ao encerrar uma conversa, o atendente escolhe um destes motivos.',
  'closing.empty': 'Nenhum motivo ainda',
  'closing.emptyHint': 'Crie o primeiro, por exemplo “Resolvido” ou “Engano”.',
  'closing.new': 'Novo motivo',
  'closing.name': 'Nome do motivo',
  'closing.create': 'Criar',
  'closing.rename': 'Renomear',
  'closing.save': 'Salvar',
  'closing.cancel': 'Cancelar',
  'closing.off': 'Desativar',
  'closing.on': 'Reativar',
  'closing.isOff': 'Desativado',
  'closing.remove': 'Excluir',
  'closing.failed': 'Não foi possível carregar os motivos.',
  'closing.needName': 'Dê um nome ao motivo.',
}
