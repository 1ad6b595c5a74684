# Portuguese of Portugal and Africa; pt-BR.ftl is Brazil's. See en.ftl for the variables.
#
# SMS are UCS-2, 70 characters: GSM-7 lacks the ó of "código", and no other word says it. `intro` is short so that
# one SMS holds it with the longest name.

intro = Código { $friendly_name }:
intro-transaction = O seu código { $friendly_name } para autorizar o pagamento de { $amount } a { $payee } é:
do-not-share = Não o partilhe com ninguém; os nossos colaboradores nunca o pedem

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Esta é uma chamada de { $friendly_name }. Prima qualquer tecla para ouvir o seu código.
call-gate-digits = Esta é uma chamada de { $friendly_name }. Para ouvir o seu código, prima { $digits }.
call-gate-wrong = Essas não eram as teclas corretas.
call-over = Este código já não é válido. Adeus.
call = Olá. { $intro } { $code }. Repito, o seu código é: { $code }. Adeus.
call-do-not-share = Olá. { $intro } { $code }. Repito, o seu código é: { $code }. { do-not-share }. Adeus.

call-approve = Esta é uma chamada de { $friendly_name }. Pedimos-lhe que aprove o que vê agora no seu ecrã. Para aprovar, prima os dois dígitos que aí vê. Se não foi o seu pedido, prima 9.
call-approve-transaction = Esta é uma chamada de { $friendly_name }. Pedimos-lhe que aprove o pagamento de { $amount } a { $payee }. Para aprovar, prima os dois dígitos que vê no seu ecrã. Se não foi o seu pedido, prima 9.
call-approved = Obrigado. Está aprovado. Adeus.
call-reported = Obrigado. Não está aprovado e ficou registado. Adeus.
call-approve-over = Já não há nada para aprovar. Adeus.

email-subject = O seu código de verificação { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] O código é válido durante menos de um minuto e só funciona uma vez.
        [one] O código é válido durante { $minutes } minuto e só funciona uma vez.
       *[other] O código é válido durante { $minutes } minutos e só funciona uma vez.
    }
email-unasked = Se não pediu este código, não o introduza em lado nenhum; pode ignorar este e-mail.
email-unasked-transaction = Se não iniciou este pagamento, não introduza o código em lado nenhum e contacte { $friendly_name }.

notice-subject = Aviso de segurança sobre a sua conta { $friendly_name }
notice-added = Foi adicionada à sua conta { $friendly_name } uma forma de iniciar sessão: { $method }.
notice-removed = Foi removida da sua conta { $friendly_name } uma forma de iniciar sessão: { $method }.
notice-new-codes = Foram criados novos códigos de recuperação para a sua conta { $friendly_name }. Os anteriores já não funcionam.
notice-code-used = Foi usado um código de recuperação para iniciar sessão na sua conta { $friendly_name }. Já não funciona.
notice-browser = O que um navegador memorizou da sua conta { $friendly_name } foi usado por outro navegador. Nenhum dos dois continua memorizado.
notice-when = Quando: { $day } de { notice-month } de { $year }, { $hour }:{ $minute } UTC
notice-month =
    { $month ->
        [1] janeiro
        [2] fevereiro
        [3] março
        [4] abril
        [5] maio
        [6] junho
        [7] julho
        [8] agosto
        [9] setembro
        [10] outubro
        [11] novembro
       *[other] dezembro
    }
notice-yours = Se foi você, não precisa de fazer nada.
notice-not-yours = Se não foi você, avise { $friendly_name } de imediato.
notice-support = Se não foi você, peça ajuda de imediato: { $support }
notice-phone = Telefone
notice-email = E-mail
notice-authenticator = Aplicação de autenticação
notice-passkey = Chave de acesso
notice-token = Token físico
notice-push = Aplicação no seu dispositivo
notice-other = Outra forma
