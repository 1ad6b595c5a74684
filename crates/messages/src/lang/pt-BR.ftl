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

notice-subject = Aviso de segurança sobre sua conta { $friendly_name }
notice-added = Uma forma de entrar foi adicionada à sua conta { $friendly_name }: { $method }.
notice-removed = Uma forma de entrar foi removida da sua conta { $friendly_name }: { $method }.
notice-new-codes = Novos códigos de recuperação foram criados para sua conta { $friendly_name }. Os anteriores não funcionam mais.
notice-code-used = Um código de recuperação foi usado para entrar na sua conta { $friendly_name }. Ele não funciona mais.
notice-browser = O que um navegador guardou da sua conta { $friendly_name } foi usado por outro navegador. Nenhum dos dois continua guardado.
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
notice-yours = Se foi você, não precisa fazer nada.
notice-not-yours = Se não foi você, avise { $friendly_name } imediatamente.
notice-support = Se não foi você, peça ajuda imediatamente: { $support }
notice-phone = Telefone
notice-email = E-mail
notice-authenticator = Aplicativo autenticador
notice-passkey = Chave de acesso
notice-token = Token físico
notice-push = Aplicativo no seu dispositivo
notice-other = Outra forma
