# Portuguese of Brazil. See en.ftl for what each text is and for the values.

title-problem = Erro: { $title }

approving = Você está autorizando
approve-amount = Valor
approve-payee = Para

continue = Continuar
approve = Autorizar
cancel = Cancelar e voltar
support = Ajuda
another-way = Tentar de outra forma
back = Voltar
copy = Copiar
copied = Copiado
remember =
    { $days ->
        [one] Não perguntar de novo neste navegador por { $days } dia
       *[other] Não perguntar de novo neste navegador por { $days } dias
    }
remember-about = Somente em um dispositivo seu.

method-phone = Telefone
method-sms = SMS
method-call = Ligação
method-email = E-mail
method-authenticator = Aplicativo autenticador
method-passkey = Chave de acesso
method-token = Token físico
method-push = Aplicativo no seu dispositivo
method-recovery = Código de recuperação

about-phone = Um código por SMS ou ligação
about-sms = Um código por SMS
about-call = Uma ligação que lê um código para você
about-email = Um código por e-mail
about-authenticator = Um código de um aplicativo, mesmo sem internet
about-passkey = Impressão digital, rosto, bloqueio de tela ou chave de segurança
about-token = Um código de um pequeno dispositivo
about-push = Responder a uma pergunta no seu celular
about-recovery = Um dos códigos que você guardou

choose-first-title = Adicionar uma segunda etapa
choose-first = Proteja sua conta com mais uma forma de mostrar que é você.
choose-add-title = Adicionar outro método
choose-add = Com dois métodos, você continua entrando se perder um.
choose-another-title = Escolher outra forma
choose-another = Como você quer confirmar que é você?

phone-title = Adicionar seu telefone
phone = Vamos enviar um código para verificar o número.
phone-label = Número de telefone
phone-hint = Com o código do país, por exemplo +55 11 96123-4567
email-title = Adicionar seu e-mail
email = Vamos enviar um código para verificar o endereço.
email-label = Endereço de e-mail
get-sms = Receber um código por SMS
get-call = Receber um código por ligação
get-email = Receber um código por e-mail

send-title = Confirme que é você
send = Vamos enviar um código para { $to }.

code-title = Digite o código
code-sms = Enviamos um SMS com um código para { $to }.
code-call = Estamos ligando para { $to } para ler um código.
code-email = Enviamos um e-mail com um código para { $to }. Pode levar um minuto; veja também a caixa de spam.
code-app = Abra seu aplicativo autenticador. Ele mostra o código.
code-app-named = Abra { $name }. O código está lá.
code-token = Seu token físico mostra o código.
code-token-named = { $name } mostra o código.
code-label = Código de { $digits } dígitos
code-again = Enviar de novo
code-again-call = Ligar de novo
code-sms-instead = Prefiro SMS
code-call-instead = Prefiro ligação
code-change-phone = Alterar o número
code-change-email = Alterar o endereço
wait = Você poderá pedir outro em { $time }.
wait-over = Você já pode pedir outro.

authenticator-title = Configurar seu aplicativo autenticador
authenticator-scan = Escaneie com o aplicativo
authenticator-any = Qualquer aplicativo de códigos de uso único serve.
authenticator-qr = Código QR para seu aplicativo autenticador
authenticator-open = Abrir em um aplicativo deste dispositivo
authenticator-typed = Não consegue escanear?
authenticator-type = Digite esta chave no aplicativo:
authenticator-code = Digite o código que o aplicativo mostra

passkey-make-title = Criar uma chave de acesso
passkey-make = Seu dispositivo pede sua impressão digital, seu rosto ou o bloqueio de tela. Uma chave de segurança também serve.
passkey-make-button = Criar chave de acesso
passkey-use-title = Usar sua chave de acesso
passkey-use = Seu dispositivo pede sua impressão digital, seu rosto ou o bloqueio de tela, ou sua chave de segurança.
passkey-use-button = Usar chave de acesso
passkey-field = Ou escolha aqui entre as sugestões
passkey-script = As chaves de acesso precisam de JavaScript. Ative-o para esta página ou escolha outra forma.
passkey-unable = Este navegador não tem chaves de acesso. Use outro navegador ou escolha outra forma.
passkey-waiting = Seu navegador está perguntando agora.

token-title = Adicionar seu token físico
token = Digite o número de série que está atrás e depois dois códigos, um após o outro.
token-serial = Número de série
token-code = Código que ele mostra agora
token-next = Código que ele mostra em seguida
token-next-about = Espere o código mudar ou pressione o botão de novo.

ask = Vamos perguntar no seu dispositivo. Tenha-o em mãos.
ask-named = Vamos perguntar em { $name }. Tenha-o em mãos.
ask-button = Perguntar no meu dispositivo

push-title = Responda no seu dispositivo
push = Perguntamos no seu dispositivo. Abra o aplicativo lá.
push-named = Perguntamos em { $name }. Abra o aplicativo lá.
push-number = Número no dispositivo
push-hint = Responda que sim lá e depois digite o número que ele mostra.
push-again = Perguntar de novo
wait-push = Você poderá perguntar de novo em { $time }.
wait-push-over = Você já pode perguntar de novo.

device-title = Conecte seu dispositivo
device-scan = Escaneie isto com o aplicativo no seu dispositivo.
device-qr = Código QR para o aplicativo no seu dispositivo
device-copy = Abra este link no dispositivo:
device-waiting = Aguardando seu dispositivo
device-connected = Seu dispositivo está conectado.
device-over = Este código ficou aberto por muito tempo. Ninguém mais pode usá-lo.
device-again = Obter um novo

codes-title = Guarde seus códigos de recuperação
codes = Cada um permite entrar uma vez, se você perder todo o resto. Ninguém poderá mostrá-los de novo: guarde-os em um lugar seguro, e não só neste dispositivo.
codes-list = Códigos de recuperação
codes-download = Baixar
codes-print = Imprimir
codes-file = Códigos de recuperação de { $name }. Cada um vale uma vez.
codes-saved = Guardei estes códigos
recovery-title = Usar um código de recuperação
recovery = Digite um dos códigos que você guardou. Cada um vale uma vez.
recovery-label = Código de recuperação

methods-title = Como você confirma que é você
methods = Qualquer um destes métodos permite entrar.
methods-two = Você precisa de dois destes métodos para entrar.
methods-none = Ainda não há nada configurado.
methods-codes = Códigos de recuperação
methods-codes-left =
    { $left ->
        [0] Nenhum restante
        [one] { $left } restante
       *[other] { $left } restantes
    }
methods-codes-new = Criar novos
methods-browsers = Navegadores em que não perguntamos
methods-add = Adicionar outro método
methods-finish = Concluir
added = Adicionado em { $day }
used = Usado pela última vez em { $day }
used-this = Este navegador, usado pela última vez em { $day }
rename = Renomear
rename-what = Renomear { $what }
remove = Remover
remove-what = Remover { $what }
forget = Esquecer
forget-what = Esquecer { $what }

remove-title = Remover { $what }?
remove-about = Você não poderá mais entrar com ele.
remove-yes = Remover
remove-no = Manter
remove-last-title = É seu único método
remove-last = Adicione outro primeiro. Depois você pode remover este sem ficar de fora.
rename-title = Renomear { $what }
rename-label = Nome
rename-about = Para diferenciá-lo de outros: “Celular do trabalho”.
rename-save = Salvar

end-expired-title = Esta página expirou
end-expired = Para sua segurança, ela ficou aberta por pouco tempo. Volte e comece de novo.
end-used-title = Este link já foi usado
end-used = Aquilo para que ele servia terminou. Se precisar outra vez, volte e comece de novo.
end-elsewhere-title = Aberto em outro navegador
end-elsewhere = Começou em outro navegador ou em uma janela privada. Continue lá, ou volte e comece aqui de novo.
end-unknown-title = Este link não funciona
end-unknown = Talvez falte uma parte. Volte para onde você estava e comece de novo.
end-cookies-title = Seu navegador bloqueia cookies
end-cookies = É preciso um, enquanto esta página estiver aberta, para saber que ainda é você. Permita cookies nesta página e tente de novo.
end-too-many-title = Tentativas demais
end-too-many = Para manter outros de fora, nenhum código é aceito por um tempo. Tente mais tarde.
end-too-many-minutes =
    { $minutes ->
        [one] Para manter outros de fora, nenhum código é aceito agora. Tente de novo em { $minutes } minuto.
       *[other] Para manter outros de fora, nenhum código é aceito agora. Tente de novo em { $minutes } minutos.
    }
end-not-enrolled-title = Ainda não há segunda etapa
end-not-enrolled = Não há nada configurado com que você possa confirmar que é você.
end-denied-title = Não confirmado
end-denied = Ninguém entrou. Se você não esperava essa pergunta, alguém pode saber sua senha: troque-a.
end-canceled-title = Você parou aqui
end-canceled = Nada foi confirmado. Você pode começar de novo quando quiser.
end-stale-title = Esta página estava desatualizada
end-stale = Você pode ter voltado, ou estar com ela aberta duas vezes. Nada foi feito. Continue de onde está.
end-done-title = Pronto
end-done = Isso é tudo.
end-fault-title = Algo falhou do nosso lado
end-fault = A culpa não foi sua. O que você configurou está seguro. Tente de novo em instantes.
end-onward = Continuar
end-retry = Tentar de novo
end-back = Voltar
end-back-to = Voltar para { $name }
end-close = Você pode fechar esta página.

problem-missing = Preencha este campo.
problem-wrong-code = Esse não é o código. Tente de novo.
problem-wrong-code-left =
    { $left ->
        [one] Esse não é o código. Resta { $left } tentativa.
       *[other] Esse não é o código. Restam { $left } tentativas.
    }
problem-code-over = Este código não vale mais. Peça um novo.
problem-used-code = Este código já foi usado. Espere o próximo.
problem-clock-off = Este código é de outro horário. Deixe seu dispositivo ajustar o relógio sozinho e tente de novo.
problem-bad-phone = Isso não é um número de telefone. Comece com + e o código do país.
problem-bad-email = Isso não é um endereço de e-mail.
problem-not-served = Não podemos enviar um código para lá. Escolha outro.
problem-known = Você já configurou isto.
problem-too-soon = O próximo pode ser enviado em { $time }.
problem-too-many =
    { $minutes ->
        [one] Tentativas demais. Espere { $minutes } minuto ou escolha outra forma.
       *[other] Tentativas demais. Espere { $minutes } minutos ou escolha outra forma.
    }
problem-not-sent = Não conseguimos enviar. Tente de novo ou escolha outra forma.
problem-bad-serial = Este número de série não pode ser adicionado. Compare-o com o do token.
problem-bad-codes = Não são dois códigos seguidos. Digite o que ele mostra agora e depois o próximo.
problem-passkey = Não funcionou. Tente de novo ou escolha outra forma.
problem-not-approved = Você ainda não respondeu que sim no dispositivo. Faça isso primeiro e depois digite o número.
problem-no-answer = Ninguém respondeu. Pergunte de novo ou escolha outra forma.
problem-wrong-number = Esse não é o número. Pergunte de novo: o dispositivo mostrará outro.
problem-no-device = Seu dispositivo ainda não está conectado. Termine no aplicativo e depois continue aqui.
problem-wrong-recovery-code = Não é um dos seus códigos, ou já foi usado.
problem-not-saved = Guarde os códigos primeiro e depois marque a caixa.
problem-bad-name = Use de 1 a 64 caracteres.
problem-gone = Não existe mais.
problem-stale = Esta página estava desatualizada e nada foi feito. Tente de novo.

notice-sent-again = Enviamos um novo código.
notice-asked-again = Perguntamos de novo no seu dispositivo. Ele mostra um número novo.
notice-added = Adicionado. Você já pode usar.
notice-renamed = O nome foi alterado.
notice-removed = Removido.
notice-forgotten = Nesse navegador, voltaremos a perguntar.
notice-prove-first = Antes de qualquer mudança, confirme que é você.
notice-one-more = Mais um passo: agora confirme com outro método.
notice-set-up-again = Você usou um código de recuperação. Se perdeu seu dispositivo, configure um novo agora.
