# Portuguese of Portugal and Africa; pt-BR.ftl is Brazil's. See en.ftl for what each text is and for the values.

title-problem = Erro: { $title }

approving = Está a autorizar
approve-amount = Montante
approve-payee = A favor de

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
        [one] Não voltar a perguntar neste navegador durante { $days } dia
       *[other] Não voltar a perguntar neste navegador durante { $days } dias
    }
remember-about = Apenas num dispositivo seu.

method-phone = Telefone
method-sms = SMS
method-call = Chamada telefónica
method-email = E-mail
method-authenticator = Aplicação de autenticação
method-passkey = Chave de acesso
method-token = Token físico
method-push = Aplicação no seu dispositivo
method-recovery = Código de recuperação

about-phone = Um código por SMS ou chamada
about-sms = Um código por SMS
about-call = Uma chamada que lhe lê um código
about-email = Um código por e-mail
about-authenticator = Um código de uma aplicação, mesmo sem rede
about-passkey = Impressão digital, rosto, bloqueio do ecrã ou chave de segurança
about-token = Um código de um pequeno dispositivo
about-push = Responder a uma pergunta no seu telefone
about-recovery = Um dos códigos que guardou

choose-first-title = Adicionar um segundo passo
choose-first = Proteja a sua conta com mais uma forma de mostrar que é mesmo você.
choose-add-title = Adicionar outro método
choose-add = Com dois métodos continua a poder entrar se perder um.
choose-another-title = Escolher outra forma
choose-another = Como quer confirmar que é mesmo você?

phone-title = Adicionar o seu telefone
phone = Vamos enviar-lhe um código para verificar o número.
phone-label = Número de telefone
phone-hint = Com o indicativo do país, por exemplo +351 912 345 678
email-title = Adicionar o seu e-mail
email = Vamos enviar-lhe um código para verificar o endereço.
email-label = Endereço de e-mail
get-sms = Receber um código por SMS
get-call = Receber um código por chamada
get-email = Receber um código por e-mail

send-title = Confirme que é mesmo você
send = Vamos enviar um código para { $to }.

code-title = Introduza o código
code-sms = Enviámos um SMS com um código para { $to }.
code-call = Estamos a ligar para { $to } para lhe ler um código.
code-email = Enviámos um e-mail com um código para { $to }. Pode demorar um minuto; veja também no correio não solicitado.
code-app = Abra a sua aplicação de autenticação. Ela mostra o código.
code-app-named = Abra { $name }. É lá que está o código.
code-token = O seu token físico mostra o código.
code-token-named = { $name } mostra o código.
code-label = Código de { $digits } dígitos
code-again = Enviar novamente
code-again-call = Ligar novamente
code-sms-instead = Antes por SMS
code-call-instead = Antes por chamada
code-change-phone = Alterar o número
code-change-email = Alterar o endereço
wait = Poderá pedir outro daqui a { $time }.
wait-over = Já pode pedir outro.

authenticator-title = Configurar a sua aplicação de autenticação
authenticator-scan = Leia isto com a aplicação
authenticator-any = Serve qualquer aplicação de códigos de utilização única.
authenticator-qr = Código QR para a sua aplicação de autenticação
authenticator-open = Abrir numa aplicação deste dispositivo
authenticator-typed = Não consegue ler o código?
authenticator-type = Introduza esta chave na aplicação:
authenticator-code = Introduza o código que a aplicação mostra

passkey-make-title = Criar uma chave de acesso
passkey-make = O seu dispositivo pede a impressão digital, o rosto ou o bloqueio do ecrã. Uma chave de segurança também serve.
passkey-make-button = Criar chave de acesso
passkey-use-title = Usar a sua chave de acesso
passkey-use = O seu dispositivo pede a impressão digital, o rosto ou o bloqueio do ecrã, ou a sua chave de segurança.
passkey-use-button = Usar chave de acesso
passkey-field = Ou escolha-a aqui entre as sugestões
passkey-script = As chaves de acesso precisam de JavaScript. Ative-o para esta página ou escolha outra forma.
passkey-unable = Este navegador não tem chaves de acesso. Use outro navegador ou escolha outra forma.
passkey-waiting = O seu navegador está agora a perguntar-lhe.

token-title = Adicionar o seu token físico
token = Introduza o número de série que está atrás e depois dois códigos, um a seguir ao outro.
token-serial = Número de série
token-code = Código que mostra agora
token-next = Código que mostra a seguir
token-next-about = Espere que o código mude ou prima novamente o botão.

ask = Vamos perguntar no seu dispositivo. Tenha-o à mão.
ask-named = Vamos perguntar em { $name }. Tenha-o à mão.
ask-button = Perguntar no meu dispositivo

push-title = Responda no seu dispositivo
push = Perguntámos no seu dispositivo. Abra lá a aplicação.
push-named = Perguntámos em { $name }. Abra lá a aplicação.
push-number = Número no dispositivo
push-hint = Responda que sim lá e escreva depois o número que ele mostra.
push-again = Perguntar novamente
wait-push = Poderá perguntar novamente daqui a { $time }.
wait-push-over = Já pode perguntar novamente.

device-title = Ligue o seu dispositivo
device-scan = Leia isto com a aplicação no seu dispositivo.
device-qr = Código QR para a aplicação no seu dispositivo
device-copy = Abra esta ligação no dispositivo:
device-waiting = À espera do seu dispositivo
device-connected = O seu dispositivo está ligado.
device-over = Este código esteve aberto demasiado tempo. Já ninguém o pode utilizar.
device-again = Obter um novo

codes-title = Guarde os seus códigos de recuperação
codes = Cada um dá-lhe acesso uma vez, se perder tudo o resto. Ninguém lhos poderá mostrar outra vez: guarde-os num lugar seguro, e não apenas neste dispositivo.
codes-list = Códigos de recuperação
codes-download = Transferir
codes-print = Imprimir
codes-file = Códigos de recuperação de { $name }. Cada um serve uma vez.
codes-saved = Guardei estes códigos
recovery-title = Usar um código de recuperação
recovery = Introduza um dos códigos que guardou. Cada um serve uma vez.
recovery-label = Código de recuperação

methods-title = Como confirma que é mesmo você
methods = Qualquer um destes métodos dá-lhe acesso.
methods-two = Precisa de dois destes métodos para entrar.
methods-none = Ainda não há nada configurado.
methods-codes = Códigos de recuperação
methods-codes-left =
    { $left ->
        [0] Não resta nenhum
        [one] Resta { $left }
       *[other] Restam { $left }
    }
methods-codes-new = Criar novos
methods-browsers = Navegadores onde não se pergunta
methods-add = Adicionar outro método
methods-finish = Concluir
added = Adicionado a { $day }
used = Última utilização a { $day }
used-this = Este navegador, última utilização a { $day }
rename = Mudar o nome
rename-what = Mudar o nome de { $what }
remove = Remover
remove-what = Remover { $what }
forget = Esquecer
forget-what = Esquecer { $what }

remove-title = Remover { $what }?
remove-about = Deixa de lhe dar acesso.
remove-yes = Remover
remove-no = Manter
remove-last-title = É o seu único método
remove-last = Adicione primeiro outro. Depois pode remover este sem ficar de fora.
rename-title = Mudar o nome de { $what }
rename-label = Nome
rename-about = Para o distinguir de outros: «Telefone do trabalho».
rename-save = Guardar

end-expired-title = Esta página expirou
end-expired = Para sua segurança, só esteve aberta por pouco tempo. Volte atrás e comece de novo.
end-used-title = Esta ligação já foi usada
end-used = Aquilo para que servia terminou. Se precisar outra vez, volte atrás e comece de novo.
end-elsewhere-title = Aberto noutro navegador
end-elsewhere = Começou noutro navegador ou numa janela privada. Continue lá, ou volte atrás e comece aqui de novo.
end-unknown-title = Esta ligação não funciona
end-unknown = Talvez falte uma parte. Volte ao sítio de onde veio e comece de novo.
end-cookies-title = O seu navegador bloqueia os cookies
end-cookies = É preciso um, enquanto esta página estiver aberta, para saber que continua a ser você. Permita os cookies nesta página e tente novamente.
end-too-many-title = Demasiadas tentativas
end-too-many = Para manter outros de fora, durante algum tempo não são aceites códigos. Tente mais tarde.
end-too-many-minutes =
    { $minutes ->
        [one] Para manter outros de fora, agora não são aceites códigos. Tente novamente daqui a { $minutes } minuto.
       *[other] Para manter outros de fora, agora não são aceites códigos. Tente novamente daqui a { $minutes } minutos.
    }
end-not-enrolled-title = Ainda não há segundo passo
end-not-enrolled = Não há nada configurado com que possa confirmar que é mesmo você.
end-denied-title = Não confirmado
end-denied = Ninguém entrou. Se não esperava esta pergunta, alguém pode conhecer a sua palavra-passe: altere-a.
end-canceled-title = Parou aqui
end-canceled = Nada foi confirmado. Pode começar de novo quando quiser.
end-stale-title = Esta página estava desatualizada
end-stale = Pode ter voltado atrás, ou tê-la aberta duas vezes. Nada foi feito. Continue onde está.
end-done-title = Concluído
end-done = É tudo.
end-fault-title = Algo falhou do nosso lado
end-fault = A culpa não foi sua. O que configurou está a salvo. Tente novamente dentro de momentos.
end-onward = Continuar
end-retry = Tentar novamente
end-back = Voltar
end-back-to = Voltar a { $name }
end-close = Pode fechar esta página.

problem-missing = Preencha este campo.
problem-wrong-code = Não é este o código. Tente novamente.
problem-wrong-code-left =
    { $left ->
        [one] Não é este o código. Resta-lhe { $left } tentativa.
       *[other] Não é este o código. Restam-lhe { $left } tentativas.
    }
problem-code-over = Este código já não serve. Peça um novo.
problem-used-code = Este código já foi usado. Espere pelo próximo.
problem-clock-off = Este código é de outra hora. Deixe o seu dispositivo acertar o relógio sozinho e tente novamente.
problem-bad-phone = Não é um número de telefone. Comece com + e o indicativo do país.
problem-bad-email = Não é um endereço de e-mail.
problem-not-served = Não podemos enviar um código para aí. Escolha outro.
problem-known = Já o tinha configurado.
problem-too-soon = O próximo pode ser enviado daqui a { $time }.
problem-too-many =
    { $minutes ->
        [one] Demasiadas tentativas. Espere { $minutes } minuto ou escolha outra forma.
       *[other] Demasiadas tentativas. Espere { $minutes } minutos ou escolha outra forma.
    }
problem-not-sent = Não conseguimos enviá-lo. Tente novamente ou escolha outra forma.
problem-bad-serial = Não é possível adicionar este número de série. Compare-o com o do token.
problem-bad-codes = Não são dois códigos seguidos. Introduza o que mostra agora e depois o seguinte.
problem-passkey = Não funcionou. Tente novamente ou escolha outra forma.
problem-not-approved = Ainda não respondeu que sim no dispositivo. Faça-o primeiro e escreva depois o número.
problem-no-answer = Ninguém respondeu. Pergunte novamente ou escolha outra forma.
problem-wrong-number = Esse não é o número. Pergunte novamente: o dispositivo mostrará outro.
problem-no-device = O seu dispositivo ainda não está ligado. Termine na aplicação e continue depois aqui.
problem-wrong-recovery-code = Não é um dos seus códigos, ou já foi usado.
problem-not-saved = Guarde primeiro os códigos e depois marque a caixa.
problem-bad-name = Use de 1 a 64 carateres.
problem-gone = Já não existe.
problem-stale = Esta página estava desatualizada e nada foi feito. Tente novamente.

notice-sent-again = Enviámos-lhe um novo código.
notice-asked-again = Perguntámos novamente no seu dispositivo. Ele mostra um número novo.
notice-added = Adicionado. Já o pode usar.
notice-renamed = O nome foi alterado.
notice-removed = Removido.
notice-forgotten = Nesse navegador volta-se a perguntar.
notice-prove-first = Antes de qualquer alteração, confirme que é mesmo você.
notice-one-more = Mais um passo: confirme agora com outro método.
notice-set-up-again = Usou um código de recuperação. Se perdeu o seu dispositivo, configure agora um novo.
