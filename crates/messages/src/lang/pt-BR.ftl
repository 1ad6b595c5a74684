# Portuguese of Brazil. See en.ftl for the variables.
#
# SMS are UCS-2, 70 characters: GSM-7 lacks the ó of "código", and "senha" means password. `intro` is short so that
# one SMS holds it with the longest name.

intro = Seu código { $friendly_name }:
intro-transaction = Seu código { $friendly_name } para autorizar o pagamento de { $amount } para { $payee } é:
do-not-share = Não compartilhe com ninguém; nossa equipe nunca pedirá o código

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Esta é uma ligação de { $friendly_name }. Pressione qualquer tecla para ouvir seu código.
call-gate-digits = Esta é uma ligação de { $friendly_name }. Para ouvir seu código, pressione { $digits }.
call-gate-wrong = Essas não eram as teclas corretas.
call-over = Este código não é mais válido. Até logo.
call = Olá. { $intro } { $code }. Repetindo, seu código é: { $code }. Até logo.
call-do-not-share = Olá. { $intro } { $code }. Repetindo, seu código é: { $code }. { do-not-share }. Até logo.

call-approve = Esta é uma ligação de { $friendly_name }. Pedimos que você aprove o que está agora na sua tela. Para aprovar, pressione os dois dígitos que você vê nela. Se não foi você, pressione 9.
call-approve-transaction = Esta é uma ligação de { $friendly_name }. Pedimos que você aprove o pagamento de { $amount } para { $payee }. Para aprovar, pressione os dois dígitos que você vê na sua tela. Se não foi você, pressione 9.
call-approved = Obrigado. Está aprovado. Até logo.
call-reported = Obrigado. Não está aprovado e foi registrado. Até logo.
call-approve-over = Não há mais nada para aprovar. Até logo.

push-login = Entrar em { $friendly_name }?
push-set-up = Alterar a forma de entrar em { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: aprovar este pagamento?
push-amount = Valor
push-payee = Para
push-number = Digite este número na página

email-subject = Seu código de verificação { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] O código é válido por menos de um minuto e só funciona uma vez.
        [one] O código é válido por { $minutes } minuto e só funciona uma vez.
       *[other] O código é válido por { $minutes } minutos e só funciona uma vez.
    }
email-unasked = Se você não pediu este código, não o digite em lugar nenhum; pode ignorar este e-mail.
email-unasked-transaction = Se você não iniciou este pagamento, não digite o código em lugar nenhum e entre em contato com { $friendly_name }.
