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

push-login = Iniciar sessão em { $friendly_name }?
push-set-up = Alterar a forma de iniciar sessão em { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: aprovar este pagamento?
push-amount = Montante
push-payee = A favor de
push-number = Escreva este número na página

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
