# French. See en.ftl for the variables and for the characters that an SMS may hold: of the accented letters GSM-7
# has é è à ù, and lacks ç ê î ô and the space that does not break. The one before a colon is a common space.

intro = Votre code de vérification { $friendly_name } est :
intro-transaction = Votre code { $friendly_name } pour autoriser le paiement de { $amount } à { $payee } est :
do-not-share = Ne communiquez ce code à personne ; nos employés ne vous le demanderont jamais

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

# "{ $friendly_name } vous appelle" and not "Appel de": before a vowel it would have to be "d'".
call-gate = { $friendly_name } vous appelle. Appuyez sur une touche pour entendre votre code.
call-gate-digits = { $friendly_name } vous appelle. Pour entendre votre code, appuyez sur { $digits }.
call-gate-wrong = Ce n'étaient pas les bonnes touches.
call-over = Ce code n'est plus valable. Au revoir.
call = Bonjour. { $intro } { $code }. Je répète, votre code est : { $code }. Au revoir.
call-do-not-share = Bonjour. { $intro } { $code }. Je répète, votre code est : { $code }. { do-not-share }. Au revoir.

call-approve = { $friendly_name } vous appelle. Il vous est demandé d'approuver ce qui est affiché sur votre écran. Pour l'approuver, appuyez sur les deux chiffres que vous y voyez. Si ce n'était pas vous, appuyez sur 9.
call-approve-transaction = { $friendly_name } vous appelle. Il vous est demandé d'approuver le paiement de { $amount } à { $payee }. Pour l'approuver, appuyez sur les deux chiffres affichés sur votre écran. Si ce n'était pas vous, appuyez sur 9.
call-approved = Merci. C'est approuvé. Au revoir.
call-reported = Merci. Ce n'est pas approuvé, et c'est signalé. Au revoir.
call-approve-over = Il n'y a plus rien à approuver. Au revoir.

push-login = Vous connecter à { $friendly_name } ?
push-set-up = Modifier votre façon de vous connecter à { $friendly_name } ?
push-text = { $friendly_name } : { $text }
push-payment = { $friendly_name } : approuver ce paiement ?
push-amount = Montant
push-payee = Bénéficiaire
push-number = Saisissez ce nombre sur la page

email-subject = Votre code de vérification { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] Ce code est valable moins d'une minute et ne peut être utilisé qu'une seule fois.
        [one] Ce code est valable { $minutes } minute et ne peut être utilisé qu'une seule fois.
       *[other] Ce code est valable { $minutes } minutes et ne peut être utilisé qu'une seule fois.
    }
email-unasked = Si vous n'avez pas demandé ce code, ne le saisissez nulle part ; vous pouvez ignorer cet e-mail.
email-unasked-transaction = Si vous n'êtes pas à l'origine de ce paiement, ne saisissez ce code nulle part et contactez { $friendly_name }.
