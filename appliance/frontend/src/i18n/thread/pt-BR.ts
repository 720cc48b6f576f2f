/** Texts of what is opened from the list of conversations: loaded with the first of it (`withTexts`). */
import { cannedAnswersInThread } from '../cannedAnswers/thread.pt-BR'
import { closingInThread } from '../closing/thread.pt-BR'
import { contactRecords } from '../contactRecords/pt-BR'
import { contactsInThread } from '../contacts/thread.pt-BR'
import { formsInThread } from '../forms/thread.pt-BR'
import { inboxInThread } from '../inbox/thread.pt-BR'
import { kindsInThread } from '../kinds/thread.pt-BR'
import { labelsInThread } from '../labels/thread.pt-BR'
import { looking } from '../looking/pt-BR'
import { macrosInThread } from '../macros/thread.pt-BR'
import { notesInThread } from '../notes/thread.pt-BR'
import { routingInThread } from '../routing/thread.pt-BR'
import { savedViewsInThread } from '../savedViews/thread.pt-BR'
import { search } from '../search/pt-BR'
import { sendingInThread } from '../sending/thread.pt-BR'
import { settingsInThread } from '../settings/thread.pt-BR'
import { shortcutsInThread } from '../shortcuts/thread.pt-BR'
import { teamsInThread } from '../teams/thread.pt-BR'
import { triageInThread } from '../triage/thread.pt-BR'

export const ptBRThread = {
  ...cannedAnswersInThread,
  ...closingInThread,
  ...contactRecords,
  ...contactsInThread,
  ...formsInThread,
  ...inboxInThread,
  ...kindsInThread,
  ...labelsInThread,
  ...looking,
  ...macrosInThread,
  ...notesInThread,
  ...routingInThread,
  ...savedViewsInThread,
  ...search,
  ...sendingInThread,
  ...settingsInThread,
  ...shortcutsInThread,
  ...teamsInThread,
  ...triageInThread,

  'app.back': 'Voltar para a lista',
  'login.email': 'E-mail',

  'thread.label': 'Conversa com {name}',
  'thread.messages': 'Mensagens',
  'thread.start': 'Início da conversa',
  'thread.loadingOlder': 'Carregando mensagens anteriores…',
  'thread.failed': 'Não foi possível carregar as mensagens.',
  'thread.notFound': 'Conversa não encontrada',
  'thread.notFoundHint': 'Ela pode ter sido removida ou o endereço está errado.',
  'thread.newBelow': { one: '{count} mensagem nova', other: '{count} mensagens novas' },
  'thread.toBottom': 'Ir para a última mensagem',
  'thread.empty': 'Nenhuma mensagem nesta conversa.',
  'thread.protocol': 'Protocolo {protocol}',
  'thread.internal': 'Nota interna',
  'thread.quoteElsewhere': 'Resposta a uma mensagem anterior',
  'thread.bot': 'Assistente',
  'thread.automatic': 'Mensagem automática',
  'thread.attendant': 'Atendente',

  'action.takeOver': 'Assumir',
  'action.takeOverLong': 'Assumir conversa',
  'action.takeOverFrom': 'Assumir no lugar de {name}',
  'action.close': 'Encerrar',
  'action.reopen': 'Reabrir',
  'action.hideContact': 'Fechar dados do contato',
  'action.closed': 'Conversa encerrada.',
  'action.closeScheduled': {
    one: 'Há {count} mensagem agendada: ela ainda será enviada.',
    other: 'Há {count} mensagens agendadas: elas ainda serão enviadas.',
  },
  'action.closeAnyway': 'Encerrar mesmo assim',
  'action.closeNot': 'Voltar',
  'action.copied': 'Copiado.',
  'action.copy': 'Copiar {what}',

  'composer.label': 'Mensagem para {name}',
  'composer.placeholder': 'Escreva uma mensagem',
  'composer.send': 'Enviar mensagem',
  'composer.hint': 'Enter envia · Shift + Enter quebra a linha',
  'composer.tooLong': { one: '{count} caractere além do limite', other: '{count} caracteres além do limite' },
  'composer.left': { one: 'resta {count} caractere', other: 'restam {count} caracteres' },
  'composer.outboxFull': 'Há {count} mensagens não enviadas. Envie ou descarte alguma antes de escrever mais.',
  'composer.forbidden': 'Seu perfil não permite escrever aos clientes',
  'composer.forbiddenHint': 'Você pode ler a conversa. Para responder, fale com quem administra os perfis.',
  'composer.mayNotTake': 'Seu perfil não permite assumir nem reabrir conversas.',
  'composer.bot': 'A IA está atendendo este cliente',
  'composer.botHint': 'Ao assumir, a IA se cala e você responde.',
  'composer.waiting': 'Este cliente aguarda uma pessoa',
  'composer.waitingHint': 'Assuma para responder.',
  'composer.position': '{position}ª da fila',
  'composer.other': '{name} está atendendo este cliente',
  'composer.otherHint': 'Só quem está com a conversa responde.',
  'composer.closed': 'Conversa encerrada',
  'composer.closedHint': 'Reabra para voltar a escrever ao cliente.',
  'composer.newerHint': 'O cliente já tem uma conversa mais nova em aberto.',
  'composer.openNewer': 'Abrir a conversa nova',
  'composer.window': 'A janela de 24 horas fechou',

  'contact.title': 'Contato',
  'contact.phone': 'Telefone',
  'contact.username': 'Usuário',
  'contact.profileName': 'Nome no WhatsApp',
  'contact.conversation': 'Esta conversa',
  'contact.protocol': 'Protocolo',
  'contact.status': 'Situação',
  'contact.owner': 'Atendente',
  'contact.nobody': 'Ninguém ainda',
  'contact.started': 'Começou',
  'contact.closedAt': 'Encerrada',
  'contact.window': 'Janela de 24 h',
  'contact.windowUntil': 'aberta até {time}',
}
