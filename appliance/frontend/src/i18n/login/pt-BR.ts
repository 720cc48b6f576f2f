/** Where one signs in. */
export const login = {
  'login.title': 'Entrar no atendimento',
  'login.password': 'Senha',
  'login.show': 'Mostrar senha',
  'login.hide': 'Ocultar senha',
  'login.remember': 'Continuar conectado neste computador',
  'login.submit': 'Entrar',
  'login.submitting': 'Entrando…',
  'login.needEmail': 'Digite seu e-mail.',
  'login.needPassword': 'Digite sua senha.',
  'login.wrongEmail': 'Um e-mail tem a forma nome@empresa.com.br, com até 254 caracteres.',
  'login.longPassword': 'Nenhuma senha daqui tem mais de 1024 caracteres. Confira o que foi colado.',
  'login.wrong': 'E-mail ou senha incorretos. Confira e tente de novo.',
  'login.tooMany': 'Muitas tentativas. Aguarde {wait} antes de tentar outra vez.',
  'login.ended': 'Sua sessão terminou. Entre novamente para continuar.',
  'login.disabled': 'Sua conta foi desativada. Fale com quem administra as contas da empresa.',
  'login.accessChanged': 'Seu acesso foi alterado. Entre novamente para continuar.',
}
